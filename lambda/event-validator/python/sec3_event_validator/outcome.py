"""The result of a batch."""

from .rejection import InvalidEvent


def divide(source, records, good, rejected, failing):
    """Returns the event for the handler, and the failures for the service.

    If the order of records matters, no record after a failed one may be processed now: it would be processed twice.
    """
    if not failing:
        return [record for _, record in good], []
    first = min(failing)
    id_of = {each.index: each.id for each in rejected}
    if source in ("kinesis", "dynamoDbStream"):
        # Lambda retries from the first failed record.
        return [record for index, record in good if index < first], [id_of[first]]
    if source != "sqs":
        rejection = next(each.rejection for each in rejected if each.index == first)
        raise InvalidEvent(describe(rejection))
    blocked = {}
    for index in sorted(failing):
        group = _group_of(records[index])
        if group is not None:
            blocked.setdefault(group, index)

    def is_held_back(index):
        return blocked.get(_group_of(records[index]), index) < index

    held = [record.get("messageId") for index, record in good if is_held_back(index)]
    return [record for index, record in good if not is_held_back(index)], [*(id_of[index] for index in sorted(failing)), *held]


def describe(rejection):
    """Returns the message of an error about an invalid event."""
    return f"the event is invalid: {rejection.rule} at {rejection.field or 'its root'}"


def _group_of(record):
    # Other queues can have groups, too, but for fairness and not for order.
    if not str(record.get("eventSourceARN")).endswith(".fifo"):
        return None
    attributes = record.get("attributes")
    return str(attributes.get("MessageGroupId") if isinstance(attributes, dict) else None)
