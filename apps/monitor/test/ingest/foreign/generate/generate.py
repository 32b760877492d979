"""Messages of Python libraries: one JSON object a line, `name`, `origin` and `value`."""

import io
import json
import logging
import sys
from importlib.metadata import version


def emit(name, origin, value):
    sys.stdout.write(json.dumps({"name": name, "origin": origin, "value": value.rstrip("\n")}) + "\n")


def stream_handler(formatter):
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    return stream, handler


def logger_with(handler, name):
    logger = logging.getLogger(name)
    logger.handlers = [handler]
    logger.propagate = False
    logger.setLevel(1)
    return logger


class UniqueViolation(Exception):
    pass


def chained():
    try:
        try:
            {}["user"]
        except KeyError as error:
            raise ValueError("bad order\nline two of the text") from error
    except ValueError:
        return sys.exc_info()


def detail():
    try:
        raise UniqueViolation("duplicate key value violates unique constraint\nDETAIL:  Key (id)=(1) already exists.")
    except UniqueViolation:
        return sys.exc_info()


def group():
    try:
        raise ExceptionGroup("two jobs failed", [ValueError("first"), TypeError("second\nwith a line")])
    except ExceptionGroup:
        return sys.exc_info()


def structlog_messages():
    import structlog

    origin = f"structlog {version('structlog')}"
    out = io.StringIO()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.add_logger_name,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(logging.Formatter("%(message)s"))
    logger_with(handler, "shop.orders")

    def take(name):
        emit(name, origin, out.getvalue())
        out.seek(0)
        out.truncate()

    log = structlog.get_logger("shop.orders").bind(service="checkout", request_id="req-1")
    log.warning("stock_low", sku="A-7", left=2)
    take("structlog warning")
    log.error("order_failed", exc_info=chained(), order_id=9876543210987654321)
    take("structlog error with chained exception")
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=False),
            structlog.processors.dict_tracebacks,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    structlog.get_logger("shop.orders").bind(service="checkout").critical("db_gone", exc_info=detail())
    take("structlog dict_tracebacks")


def json_logger_messages():
    from pythonjsonlogger.json import JsonFormatter

    origin = f"python-json-logger {version('python-json-logger')}"
    stream, handler = stream_handler(
        JsonFormatter("%(asctime)s %(levelname)s %(name)s %(process)d %(message)s", static_fields={"service": "billing"})
    )
    log = logger_with(handler, "billing.gateway")
    log.error("charge %s failed", "c-1", exc_info=detail(), extra={"trace_id": "4bf92f3577b34da6a3ce929d0e0e4736"})
    emit("python-json-logger error", origin, stream.getvalue())
    stream, handler = stream_handler(
        JsonFormatter(
            "%(message)s",
            timestamp=True,
            rename_fields={"levelname": "severity", "name": "logger"},
            reserved_attrs=[],
            static_fields={"service.name": "billing"},
        )
    )
    logger_with(handler, "billing.limits").warning("limit", extra={"ratio": float("nan"), "ceiling": float("inf")})
    emit("python-json-logger all attributes, NaN and Infinity", origin, stream.getvalue())


def loguru_messages():
    from loguru import logger

    origin = f"loguru {version('loguru')}"
    out = io.StringIO()
    logger.remove()
    logger.configure(extra={"service": "mailer"})
    logger.add(out, serialize=True, level=0)

    def take(name):
        emit(name, origin, out.getvalue())
        out.seek(0)
        out.truncate()

    logger.bind(request_id="req-8").success("mail {} sent", 12)
    take("loguru serialize success")
    try:
        {}["smtp"]
    except KeyError:
        logger.exception("no relay")
    take("loguru serialize exception")


def ecs_messages():
    import ecs_logging

    origin = f"ecs-logging {version('ecs-logging')} (Python)"
    stream, handler = stream_handler(ecs_logging.StdlibFormatter(extra={"service.name": "search"}))
    log = logger_with(handler, "search.index")
    log.critical("index %s unreadable", "main", exc_info=chained(), extra={"http.request.method": "get"})
    emit("ecs-logging Python", origin, stream.getvalue())



def graypy_messages():
    import zlib

    import graypy

    origin = f"graypy {version('graypy')}"
    handler = graypy.GELFUDPHandler("127.0.0.1", 12201, facility="checkout", localname="web-1")
    record = logging.LogRecord("shop.cart", logging.ERROR, "/srv/cart.py", 12, "cart %s lost", ("c-9",), detail())
    record.request_id = "req-5"
    emit("graypy GELF error", origin, zlib.decompress(handler.makePickle(record)).decode())


def logstash_messages():
    from logstash.formatter import LogstashFormatterVersion1

    origin = f"python-logstash {version('python-logstash')}"
    record = logging.LogRecord("warehouse.pick", logging.ERROR, "/srv/pick.py", 8, "shelf %s is empty", ("B2",), chained())
    record.service = "warehouse"
    emit("python-logstash version 1", origin, LogstashFormatterVersion1("logstash", ["prod"], False).format(record).decode())


def google_messages():
    from google.cloud.logging_v2.handlers import StructuredLogHandler

    origin = f"google-cloud-logging {version('google-cloud-logging')} (Python, StructuredLogHandler)"
    stream = io.StringIO()
    handler = StructuredLogHandler(stream=stream, project_id="p-1")
    log = logger_with(handler, "payments")
    log.error(
        "card declined",
        exc_info=chained(),
        extra={"labels": {"service": "payments"}, "trace": "projects/p-1/traces/4bf92f3577b34da6a3ce929d0e0e4736"},
    )
    emit("google-cloud-logging StructuredLogHandler", origin, stream.getvalue().strip().splitlines()[-1])


def powertools_messages():
    from aws_lambda_powertools import Logger

    origin = f"aws-lambda-powertools {version('aws-lambda-powertools')} (Python)"
    out = io.StringIO()
    log = Logger(service="thumbnails", stream=out)
    log.append_keys(function_request_id="r-77", xray_trace_id="1-5759e988-bd862e3fe1be46a994272793")
    try:
        raise TypeError("not an image")
    except TypeError:
        log.exception("cannot resize")
    emit("aws-lambda-powertools exception", origin, out.getvalue())


def json_log_formatter_messages():
    import json_log_formatter

    origin = f"JSON-log-formatter {version('JSON-log-formatter')}"
    stream, handler = stream_handler(json_log_formatter.VerboseJSONFormatter())
    log = logger_with(handler, "reports.build")
    log.error("report failed", exc_info=group(), extra={"service": "reports"})
    emit("JSON-log-formatter verbose, exception group", origin, stream.getvalue())


def stdlib_messages():
    origin = f"logging of Python {sys.version.split()[0]}, makeLogRecord attributes as JSON"
    record = logging.LogRecord("sync.worker", logging.ERROR, "/srv/worker.py", 40, "job %d failed", (7,), chained())
    record.msecs = 250.0
    attributes = {**record.__dict__, "message": record.getMessage(), "service": "sync"}
    attributes["exc_text"] = logging.Formatter().formatException(record.exc_info)
    attributes.pop("exc_info")
    emit("logging attributes", origin, json.dumps(attributes, default=str))


for make in (
    structlog_messages,
    json_logger_messages,
    loguru_messages,
    ecs_messages,
    graypy_messages,
    logstash_messages,
    google_messages,
    powertools_messages,
    json_log_formatter_messages,
    stdlib_messages,
):
    make()
