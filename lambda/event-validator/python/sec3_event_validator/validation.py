"""Validates events and responses against the contract of one function. It keeps no state of events."""

from .check import knows_sensitive, with_checks
from .events import kind_of
from .http_request import check_request
from .outcome import describe, divide
from .payload_bytes import decode
from .records import judge_records
from .rejection import InvalidEvent, InvalidResponse, Rejection, below
from .report import accept, reject, report_response
from .strict_json import inspect, parse_json, write_json

HTTP = ("restApi", "httpApi", "functionUrl")


class Verdict:
    """The result for an event: either the handler is called with `event`, and `finish` completes its response; or `answer` is the response."""

    __slots__ = ("call", "event", "finish", "answer")

    def __init__(self, call, event=None, finish=None, answer=None):
        self.call = call
        self.event = event
        self.finish = finish
        self.answer = answer


class Validation:
    def __init__(self, contract, quarantine=None):
        contract = with_checks(contract)
        self.knows_sensitive = knows_sensitive(contract)
        self._is_open = contract.get("isOpen", False)
        self._response = contract.get("response")
        self._quarantine = quarantine
        self._sources = {}
        for source in contract["sources"]:
            self._sources.setdefault(source["source"], []).append(source)

    def judge(self, event, request_id):
        """Validates an event. Raises InvalidEvent if the invocation has to fail."""
        kind = kind_of(event)
        sources = self._sources.get(kind)
        if sources is None:
            return Verdict(True, event) if self._is_open else self._judge_direct(event, kind, request_id)
        if kind in HTTP:
            return self._judge_request(sources, event, kind, request_id)
        if kind == "eventBridge":
            return self._judge_bus_event(sources, event, request_id)
        return self._judge_batch(sources[0], event, request_id)

    def _judge_direct(self, event, kind, request_id):
        sources = self._sources.get("direct")
        if not sources:
            reject("unknown", [(Rejection("", "source"), None)], request_id)
            raise InvalidEvent(f"no schema of the function applies to events of this source ({kind})")
        try:
            checked = sources[0]["check"].parsed(event)
        except Rejection as rejection:
            raise self._rejected(rejection, "direct", request_id) from None
        accept("direct", 1, request_id)
        return self._hand_over("direct", checked, request_id)

    def _judge_request(self, sources, event, kind, request_id):
        try:
            request = check_request(sources, event)
            if request is None and self._is_open:
                return Verdict(True, event)
            if request is None:
                raise Rejection("", "route")
        except Rejection as rejection:
            reject(kind, [(rejection, None)], request_id)
            return Verdict(False, answer=_http_answer(400, {"message": "Invalid request", "field": rejection.field, "rule": rejection.rule}))
        accept(kind, 1, request_id)
        return self._hand_over(kind, request, request_id)

    def _judge_bus_event(self, sources, event, request_id):
        source = next((each for each in sources if (each["eventSource"], each["detailType"]) == (event["source"], event["detail-type"])), None)
        if source is None:
            reject("eventBridge", [(Rejection("", "source"), None)], request_id)
            raise InvalidEvent("no schema of the function applies to events of this source and detail type")
        try:
            detail = source["check"].parsed(event["detail"])
        except Rejection as rejection:
            failure = self._rejected(rejection, "eventBridge", request_id)
            if source["onInvalid"] == "fail" or self._quarantine([_quarantined("eventBridge", event.get("id"), rejection, event)]):
                raise failure from None
            return Verdict(False)
        accept("eventBridge", 1, request_id)
        return self._hand_over("eventBridge", {**event, "detail": detail}, request_id)

    def _judge_batch(self, source, event, request_id):
        kind, records = source["source"], event["Records"]
        good, rejected = judge_records(source, records)
        reject(kind, [(each.rejection, each.id) for each in rejected], request_id)
        failing = {each.index for each in rejected}
        if rejected and source["onInvalid"] == "quarantine":
            failed = self._quarantine([_quarantined(kind, each.id, each.rejection, each.record) for each in rejected])
            failing = {rejected[place].index for place in failed}
        left, failures = divide(kind, records, good, rejected, failing)
        accept(kind, len(left), request_id)
        # With a tumbling window, the handler keeps a state that it must return.
        if not left and records and "window" not in event:
            return Verdict(False, answer=_with_failures(None, failures) if failures else None)
        complete = (lambda result: _with_failures(result, failures)) if failures else None
        return self._hand_over(kind, {**event, "Records": left}, request_id, complete)

    def _hand_over(self, source, event, request_id, complete=None):
        if self._response is None:
            return Verdict(True, event, complete)
        return Verdict(True, event, lambda result: self._checked_answer(source, result, request_id, complete))

    def _checked_answer(self, source, result, request_id, complete):
        """Validates the handler's response, and removes undeclared properties."""
        try:
            if source not in HTTP:
                self._response.parsed(_as_json(result))
            elif _is_success(result):
                below("/body", self._check_body, result)
        except Rejection as rejection:
            report_response(source, rejection, request_id)
            if source in HTTP:
                return _http_answer(500, {"message": "Internal error"})
            raise InvalidResponse(f"the response of the handler is invalid: {rejection}") from None
        return result if complete is None else complete(result)

    def _check_body(self, result):
        if isinstance(result, dict) and result.get("isBase64Encoded") is True:
            self._response.encoded(result.get("body"), lambda: self._response.value(_body_of(result)))
        else:
            self._response.value(_body_of(result))

    def _rejected(self, rejection, source, request_id):
        """Returns the error with which an invocation fails for an invalid event."""
        reject(source, [(rejection, None)], request_id)
        return InvalidEvent(describe(rejection))


def _quarantined(source, identifier, rejection, record):
    return {"source": source, "id": identifier, "reason": {"field": rejection.field, "rule": rejection.rule}, "record": record}


def _with_failures(result, failures):
    """Adds failures to the handler's response."""
    answer = result if isinstance(result, dict) else {}
    own = answer.get("batchItemFailures")
    return {**answer, "batchItemFailures": [*(own if isinstance(own, list) else []), *({"itemIdentifier": each} for each in failures)]}


def _http_answer(status, body):
    return {"statusCode": status, "headers": {"content-type": "application/json"}, "body": write_json(body), "isBase64Encoded": False}


def _is_success(result):
    """Whether a response is not an error. Errors have a different structure, which the schema does not describe."""
    if not isinstance(result, dict) or "statusCode" not in result:
        return True
    status = result["statusCode"]
    try:
        return status is None or float(status) < 300
    except (TypeError, ValueError):
        return False


def _body_of(result):
    """Returns the body for an HTTP client. In payload format 2.0, a response without a status code is the body."""
    if not isinstance(result, dict) or "statusCode" not in result:
        value = parse_json(result) if isinstance(result, str) else _as_json(result)
        inspect(value)
        return value
    body = result.get("body")
    if body is None or body == "":
        return None
    return parse_json(decode(body)[0] if result.get("isBase64Encoded") is True else str(body))


def _as_json(result):
    """Returns the value as Lambda writes it. Values that JSON can't represent are rejected."""
    try:
        return parse_json(write_json(result))
    except (TypeError, ValueError):
        raise Rejection("", "json") from None
