/** Metadata that a SecurityBulletinFeed adds to its resources. */

/** The key in `Metadata` of the feed's function; its value is the list of the ids of its sources. */
export const FEED_METADATA = 'cdk-sec3:bulletin-feed';

/** The key in `Metadata` of the topic that a feed publishes to. */
export const FEED_TOPIC_METADATA = 'cdk-sec3:bulletin-topic';

/** The namespace of the metrics of feeds. */
export const FEED_NAMESPACE = 'Sec3/Bulletins';

/** The metric that counts successful readings of a source. */
export const READINGS = 'Readings';

/** The dimension that names the source. */
export const SOURCE_DIMENSION = 'Source';
