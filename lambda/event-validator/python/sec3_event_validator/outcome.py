"""What a batch comes to."""

from .rejection import InvalidEvent


def divide(source, records, good, rejected, failing):
    """What the handler gets, and what the service is told to bring again.

    Where the order of records matters, none after one that has to come again may be handled now: it would be handled twice.
    """
    if not failing:
        return [record for _, record in good], []
    first = min(failing)
    id_of = {each.index: each.id for each in rejected}
    if source in ("kinesis", "dynamoDbStream"):
        # Lambda comes back from the first record that it is told of.
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
    """The words of an error about an invalid event."""
    return f"the event is invalid: {rejection.rule} at {rejection.field or 'its root'}"


def _group_of(record):
    # Other queues may have groups too, for fairness and not for order.
    if not str(record.get("eventSourceARN")).endswith(".fifo"):
        return None
    attributes = record.get("attributes")
    return str(attributes.get("MessageGroupId") if isinstance(attributes, dict) else None)
