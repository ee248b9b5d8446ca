"""Validates requests against the source with their route."""

import re
from urllib.parse import parse_qsl, unquote_to_bytes

from .form import read_form
from .normalize import SPACES
from .payload_bytes import decode
from .rejection import Rejection, below, step
from .strict_json import inspect_names, write_json

NAMES = ("pathParameters", "queryStringParameters", "multiValueQueryStringParameters", "headers", "multiValueHeaders")
FORM = "application/x-www-form-urlencoded"
JSON_MEDIA = re.compile(r"[\w.-]+/([\w.*-]+\+)?json\Z", re.ASCII)
NO_ESCAPE = re.compile("%(?![0-9A-Fa-f]{2})")


def check_request(sources, event):
    """Returns the request for the handler, or None if no source has its route."""
    for source in sources:
        path = _path_of(source, event)
        if path is not None:
            return _check_against(source, event, path)
    return None


def _check_against(source, event, path):
    for names in NAMES:
        inspect_names(event.get(names))
    below("/path", _check_parameters, source["path"], path, True)
    below("/query", _check_parameters, source["query"], _query_of(event), True)
    # Header names are open, because proxies between client and function add headers.
    if source["headers"]:
        below("/header", _check_parameters, source["headers"], _headers_of(event), False)
    if source["cookies"]:
        below("/cookie", _check_parameters, source["cookies"], _cookies_of(event), False)
    return below("/body", _check_body, source, event)


def _check_parameters(parameters, sent, is_closed):
    for name, parameter in parameters.items():
        values = sent.get(name, [])
        separator = parameter.get("separator")
        if not values and parameter["required"]:
            raise Rejection(step(name), "required")
        # Parsers differ: some return the first value, others the last.
        if len(values) > 1 and separator != "":
            raise Rejection(step(name), "repeated")
        if values:
            value = values[0] if separator is None else list(values) if separator == "" else values[0].split(separator)
            below(step(name), parameter["check"].parsed, value, name)
    if is_closed and any(name not in parameters for name in sent):
        raise Rejection("", "additionalProperties")


def _check_body(source, event):
    check, form, uploads = source.get("body"), source.get("form"), source.get("uploads")
    body = event.get("body")
    is_empty = body is None or body == ""
    if check is None and form is None and uploads is None:
        if not is_empty:
            raise Rejection("", "unexpected")
        return event
    if is_empty:
        raise Rejection("", "required")
    kind = _media_type(event) if form or uploads else None
    if form and kind == FORM:
        return _check_form(form, event)
    upload = next((each for each in uploads or () if each["contentType"] == kind or each["contentType"] == f"{str(kind).split('/')[0]}/*"), None)
    if upload is not None:
        return _check_size(upload, event)
    if check is None or (kind is not None and not JSON_MEDIA.match(kind)):
        raise Rejection("", "content-type")
    if event.get("isBase64Encoded") is True:
        normal = check.encoded(body, lambda: check.text(decode(body)[0], "json"))
    else:
        normal = check.text(body, "json")
    return event if normal is None else {**event, "body": normal, "isBase64Encoded": False}


def _media_type(event):
    """Returns the media type of a body, in lower case and without parameters. None if the request has none, which counts as JSON."""
    values = _headers_of(event).get("content-type", [])
    if len(values) > 1:
        raise Rejection("", "content-type")
    return values[0].split(";")[0].strip(SPACES).lower() if values else None


def _check_form(check, event):
    """Validates a form. The handler receives the original form."""
    body = event["body"]
    if not isinstance(body, str):
        raise Rejection("", "envelope")
    check.encoded(body, lambda: check.parsed(read_form(decode(body)[0] if event.get("isBase64Encoded") is True else body)))
    return event


def _check_size(upload, event):
    body = event["body"]
    if not isinstance(body, str):
        raise Rejection("", "envelope")
    size = len(body.rstrip("=")) * 3 // 4 if event.get("isBase64Encoded") is True else len(body.encode("utf-8", "surrogatepass"))
    if size > upload["maxBytes"]:
        raise Rejection("", "max-bytes")
    return event


def _path_of(source, event):
    """Returns the path parameters of a request to the source. None if the request has another route."""
    route = source.get("route")
    if source["source"] == "functionUrl":
        return _path_of_url(route, event)
    key = event["routeKey"] if isinstance(event.get("routeKey"), str) else f"{event.get('httpMethod')} {event.get('resource')}"
    if route not in (None, key) and not (route.startswith("ANY ") and route[4:] == key[key.find(" ") + 1 :]):
        return None
    parameters = event.get("pathParameters")
    if isinstance(parameters, (list, str)):
        # The event is not from API Gateway, so its content is undeclared.
        parameters = {str(place): value for place, value in enumerate(parameters)}
    return {name: [_text(value)] for name, value in parameters.items()} if isinstance(parameters, dict) else {}


def _path_of_url(route, event):
    """Matches the path of a function URL, which has no routes of its own."""
    if route is None:
        return {}
    verb, template = route.split(" ")
    if verb not in ("ANY", event["requestContext"]["http"].get("method")):
        return None
    wanted, given = template.split("/"), str(event.get("rawPath")).split("/")
    if len(wanted) != len(given):
        return None
    parameters = {}
    for part, text in zip(wanted, given, strict=True):
        if re.fullmatch(r"\{.+\}", part) and text != "":
            parameters[part[1:-1]] = [unescaped(text, "/path")]
        elif part != text:
            return None
    return parameters


def unescaped(text, field):
    if NO_ESCAPE.search(text):
        raise Rejection(field, "utf-8")
    try:
        return unquote_to_bytes(text).decode()
    except UnicodeError:
        raise Rejection(field, "utf-8") from None


def _query_of(event):
    query = event.get("rawQueryString")
    if isinstance(query, str):
        return _grouped(parse_qsl(query.removeprefix("?"), keep_blank_values=True))
    return _sent(event.get("multiValueQueryStringParameters"), event.get("queryStringParameters"), str)


def _headers_of(event):
    return _sent(event.get("multiValueHeaders"), event.get("headers"), str.lower)


def _cookies_of(event):
    """Cookies as they were sent: values are neither unquoted nor unescaped."""
    cookies = event.get("cookies")
    lines = map(_text, cookies) if isinstance(cookies, list) else _headers_of(event).get("cookie", [])
    pairs = (pair.partition("=") for line in lines for pair in line.split(";"))
    return _grouped((name.strip(SPACES), value.strip(SPACES)) for name, equals, value in pairs if equals)


def _sent(multiple, single, name_of):
    sent = multiple if isinstance(multiple, dict) else single if isinstance(single, dict) else {}
    return _grouped((name_of(name), _text(value)) for name, values in sent.items() for value in (values if isinstance(values, list) else [values]))


def _text(value):
    """Returns a text. Values that are not texts, which API Gateway does not send, are written as JSON."""
    return value if isinstance(value, str) else write_json(value)


def _grouped(entries):
    """Returns texts by name, in order of occurrence."""
    sent = {}
    for name, value in entries:
        sent.setdefault(name, []).append(value)
    return sent
