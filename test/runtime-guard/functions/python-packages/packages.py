"""Uses of PyPI packages in Lambda functions: each creates its objects, and then uses them."""

import json
import threading

#: Pairs of functions by required package: the first creates an object, the second uses it and returns an answer.
PACKAGES = {}


def package(name):
    def register(pair):
        PACKAGES[name] = (pair.make, pair.use)
        return pair

    return register


def served(answer, kind='application/json'):
    """Returns the URL of a server on loopback that answers every request with the same response."""
    from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.rfile.read(int(self.headers.get('Content-Length', 0)))
            self.send_response(200)
            self.send_header('Content-Type', kind)
            self.send_header('Content-Length', str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        do_POST = do_GET

        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(('127.0.0.1', 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f'http://127.0.0.1:{server.server_port}/'


@package('attrs')
class Attrs:
    def make():
        import attr

        return attr.make_class('Point', {'x': attr.ib(converter=int), 'y': attr.ib(default=2)}, order=True)

    def use(point):
        import attr

        return [repr(point('1')), point(1) < point(2), attr.asdict(point(3))]


@package('pydantic')
class Pydantic:
    def make():
        import typing

        import pydantic

        class Order(pydantic.BaseModel):
            number: int
            lines: 'list[str]' = []
            note: typing.Annotated[str, pydantic.Field(max_length=5)] = ''

        return Order

    def use(order):
        import pydantic

        try:
            order(number='x', note='too long')
        except pydantic.ValidationError as error:
            return [order(number='7', lines=['a']).model_dump_json(), error.error_count()]


@package('jinja2')
class Jinja:
    def make():
        import jinja2

        return jinja2.Environment(autoescape=True).from_string('{% for each in all %}<b>{{ each }}</b>{% endfor %}')

    def use(template):
        return template.render(all=['<a>', 2])


@package('boto3')
class Boto:
    def make():
        import boto3

        url = served(b'{"TableNames": ["orders"]}', 'application/x-amz-json-1.0')
        return boto3.client('dynamodb', endpoint_url=url, region_name='eu-west-1', aws_access_key_id='x', aws_secret_access_key='x')

    def use(client):
        return client.list_tables()['TableNames']


@package('requests')
class Requests:
    def make():
        import requests

        return requests.Session()

    def use(session):
        return session.get(served(b'{"a": 1}'), timeout=5).json()


@package('httpx')
class Httpx:
    def make():
        import httpx

        return httpx.Client()

    def use(client):
        return client.get(served(b'{"a": 1}')).json()


@package('aiohttp')
class Aiohttp:
    def make():
        import aiohttp

        return aiohttp.ClientSession

    def use(session_class):
        import asyncio

        async def run():
            async with session_class() as session, session.get(served(b'{"a": 1}')) as response:
                return await response.json()

        return asyncio.run(run())


@package('sqlalchemy')
class Sqlalchemy:
    def make():
        from sqlalchemy import create_engine, select
        from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

        class Base(DeclarativeBase):
            pass

        class Order(Base):
            __tablename__ = 'orders'
            number: Mapped[int] = mapped_column(primary_key=True)
            text: Mapped[str]

        engine = create_engine('sqlite://')
        Base.metadata.create_all(engine)
        # The first statement of a kind generates methods.
        with Session(engine) as session:
            session.scalars(select(Order).where(Order.number == 0)).all()
        return engine, Order

    def use(made):
        from sqlalchemy import select
        from sqlalchemy.orm import Session

        engine, order = made
        with Session(engine) as session:
            session.add(order(number=1, text='one'))
            session.commit()
            return [each.text for each in session.scalars(select(order).where(order.number == 1))]


@package('flask')
class Flask:
    def make():
        import flask

        app = flask.Flask('app')
        app.add_url_rule('/orders/<int:number>', 'order', lambda number: {'number': number})
        return app

    def use(app):
        return app.test_client().get('/orders/7').get_json()


@package('fastapi')
class Fastapi:
    def make():
        import fastapi

        app = fastapi.FastAPI()

        @app.get('/orders/{number}')
        def order(number: int):
            return {'number': number}

        return app

    def use(app):
        return mangum_of(app)(gateway_event('/orders/7'), None)['body']


def mangum_of(app):
    import mangum

    return mangum.Mangum(app, lifespan='off')


def gateway_event(path):
    context = {'http': {'method': 'GET', 'path': path, 'protocol': 'HTTP/1.1', 'sourceIp': '192.0.2.1', 'userAgent': 'x'}, 'stage': '$default'}
    return {
        'version': '2.0',
        'routeKey': '$default',
        'rawPath': path,
        'rawQueryString': '',
        'headers': {'host': 'example.com'},
        'requestContext': context,
    }


@package('mangum')
class Mangum:
    def make():
        async def app(scope, receive, send):
            await send({'type': 'http.response.start', 'status': 200, 'headers': []})
            await send({'type': 'http.response.body', 'body': scope['path'].encode()})

        return mangum_of(app)

    def use(handler):
        return handler(gateway_event('/a'), None)['body']


@package('aws-lambda-powertools')
class Powertools:
    def make():
        from aws_lambda_powertools import Logger, Metrics
        from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

        app = APIGatewayHttpResolver()
        app.get('/orders/<number>')(lambda number: {'number': number})
        return app, Logger(service='orders'), Metrics(namespace='Orders', service='orders')

    def use(made):
        app, logger, metrics = made
        logger.info('an order')
        metrics.add_metric(name='Orders', unit='Count', value=1)
        return [app.resolve(gateway_event('/orders/7'), None)['body'], sorted(metrics.serialize_metric_set())]


@package('aws-xray-sdk')
class Xray:
    def make():
        from aws_xray_sdk.core import xray_recorder

        xray_recorder.configure(sampling=False, context_missing='LOG_ERROR')
        return xray_recorder

    def use(recorder):
        with recorder.in_segment('orders') as segment:
            segment.put_annotation('number', 7)
            return segment.annotations


@package('numpy')
class Numpy:
    def make():
        import numpy

        return numpy.arange(6).reshape(2, 3)

    def use(array):
        return (array @ array.T).tolist()


@package('pandas')
class Pandas:
    def make():
        import pandas

        return pandas.DataFrame({'kind': ['a', 'b', 'a'], 'value': [1, 2, 3]})

    def use(frame):
        return frame.groupby('kind')['value'].sum().to_dict()


@package('cryptography')
class Cryptography:
    def make():
        from cryptography.fernet import Fernet

        return Fernet(Fernet.generate_key())

    def use(fernet):
        return fernet.decrypt(fernet.encrypt(b'a secret')).decode()


@package('PyJWT')
class Jwt:
    def make():
        import jwt

        return jwt.PyJWT()

    def use(tokens):
        return tokens.decode(tokens.encode({'sub': 'me'}, 'k' * 32, algorithm='HS256'), 'k' * 32, algorithms=['HS256'])


@package('PyYAML')
class Yaml:
    def make():
        import yaml

        return yaml

    def use(yaml):
        return yaml.safe_load(yaml.safe_dump({'a': [1, 2]}))


@package('orjson')
class Orjson:
    def make():
        import orjson

        return orjson

    def use(orjson):
        return orjson.loads(orjson.dumps({'a': [1, None]}))


@package('lxml')
class Lxml:
    def make():
        from lxml import etree

        return etree.XSLT(
            etree.XML(
                '<x:stylesheet xmlns:x="http://www.w3.org/1999/XSL/Transform" version="1.0"><x:template match="/a"><b/></x:template></x:stylesheet>'
            )
        )

    def use(transform):
        from lxml import etree

        return str(transform(etree.XML('<a><c/></a>')))


@package('pillow')
class Pillow:
    def make():
        from PIL import Image

        return Image.new('RGB', (8, 8), 'red')

    def use(image):
        import io

        content = io.BytesIO()
        image.resize((4, 4)).save(content, 'PNG')
        return len(content.getvalue()) > 60


@package('psycopg2-binary')
class Psycopg:
    def make():
        import psycopg2.extensions

        return psycopg2

    def use(psycopg2):
        try:
            psycopg2.connect('host=127.0.0.1 port=1 connect_timeout=2')
        except psycopg2.OperationalError as error:
            return [psycopg2.extensions.adapt("a'b").getquoted().decode(), 'refused' in str(error)]


@package('pymysql')
class Pymysql:
    def make():
        import pymysql.converters

        return pymysql

    def use(pymysql):
        try:
            pymysql.connect(host='127.0.0.1', port=1)
        except pymysql.OperationalError as error:
            return [pymysql.converters.escape_string("a'b"), error.args[0]]


@package('redis')
class Redis:
    def make():
        import socketserver

        import redis

        class Handler(socketserver.StreamRequestHandler):
            def handle(self):
                for line in self.rfile:
                    if line.startswith(b'*'):
                        self.wfile.write(b'+PONG\r\n')

        server = socketserver.ThreadingTCPServer(('127.0.0.1', 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return redis.Redis(port=server.server_address[1], protocol=2, lib_name=None, lib_version=None)

    def use(client):
        return client.ping()


@package('python-dateutil')
class Dateutil:
    def make():
        from dateutil import parser

        return parser

    def use(parser):
        return parser.parse('27 Nov 2026 12:00 UTC').isoformat()


@package('jsonschema')
class Jsonschema:
    def make():
        import jsonschema

        return jsonschema.Draft202012Validator({'type': 'object', 'required': ['a'], 'properties': {'a': {'type': 'integer'}}})

    def use(validator):
        return [error.message for error in validator.iter_errors({'a': 'x'})]


@package('marshmallow')
class Marshmallow:
    def make():
        import marshmallow

        return marshmallow.Schema.from_dict({'number': marshmallow.fields.Integer(required=True)})

    def use(schema):
        return [schema().load({'number': '7'}), schema().validate({})]


@package('beautifulsoup4')
class Soup:
    def make():
        import bs4

        return bs4.BeautifulSoup

    def use(parse):
        return parse('<p>a<b>c</b></p>', 'html.parser').b.text


@package('openpyxl')
class Openpyxl:
    def make():
        import openpyxl

        return openpyxl

    def use(openpyxl):
        import io

        book, content = openpyxl.Workbook(), io.BytesIO()
        book.active.append([1, 'two'])
        book.save(content)
        return [cell.value for cell in openpyxl.load_workbook(content).active[1]]


@package('simplejson')
class Simplejson:
    def make():
        import simplejson

        return simplejson

    def use(simplejson):
        return simplejson.dumps(simplejson.loads('{"a": 1.10}', use_decimal=True), use_decimal=True)


@package('tenacity')
class Tenacity:
    def make():
        import tenacity

        calls = []

        @tenacity.retry(stop=tenacity.stop_after_attempt(3))
        def attempt():
            calls.append(1)
            assert len(calls) > 1
            return len(calls)

        return attempt

    def use(attempt):
        return attempt()


@package('structlog')
class Structlog:
    def make():
        import structlog

        structlog.configure(processors=[structlog.processors.dict_tracebacks, structlog.processors.JSONRenderer()])
        return structlog.get_logger()

    def use(logger):
        try:
            json.loads('{')
        except ValueError:
            logger.exception('it happens', number=7)
        return 'logged'


@package('protobuf')
class Protobuf:
    def make():
        from google.protobuf import struct_pb2

        return struct_pb2.Struct

    def use(struct):
        message = struct()
        message.update({'a': [1, 2]})
        return struct.FromString(message.SerializeToString())['a'][1]


@package('dnspython')
class Dnspython:
    def make():
        import dns.message

        return dns.message

    def use(message):
        return message.from_wire(message.make_query('example.com', 'A').to_wire()).question[0].to_text()


@package('click')
class Click:
    def make():
        import click
        import click.testing

        @click.command()
        @click.option('--number', type=int)
        def command(number):
            click.echo(number)

        return command

    def use(command):
        import click.testing

        return click.testing.CliRunner().invoke(command, ['--number', '7']).output
