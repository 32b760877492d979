import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import co.elastic.logging.logback.EcsEncoder;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import net.logstash.logback.argument.StructuredArguments;
import net.logstash.logback.encoder.LogstashEncoder;
import org.apache.logging.log4j.core.Layout;
import org.apache.logging.log4j.core.config.DefaultConfiguration;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.core.layout.GelfLayout;
import org.apache.logging.log4j.core.layout.JsonLayout;
import org.apache.logging.log4j.core.util.KeyValuePair;
import org.apache.logging.log4j.layout.template.json.JsonTemplateLayout;
import org.apache.logging.log4j.message.SimpleMessage;
import org.apache.logging.log4j.util.SortedArrayStringMap;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Messages of Java libraries: one JSON object a line, `name`, `origin` and `value`. */
public final class Generate {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

  public static void main(String[] arguments) throws Exception {
    logback();
    log4j();
    jboss();
  }

  private static void emit(String name, String origin, String value) throws Exception {
    System.out.println(JSON.writeValueAsString(Map.of("name", name, "origin", origin, "value", value.strip())));
  }

  private static String version(Class<?> type) {
    String[] parts = type.getProtectionDomain().getCodeSource().getLocation().getPath().split("/");
    return parts[parts.length - 1].replaceFirst("\\.jar$", "").replaceFirst("-(\\d)", " $1");
  }

  private static Throwable failure() {
    try {
      try {
        throw new IllegalStateException("pool is empty");
      } catch (IllegalStateException cause) {
        RuntimeException failure = new RuntimeException("no connection\nafter three tries", cause);
        failure.addSuppressed(new java.io.IOException("close failed"));
        throw failure;
      }
    } catch (RuntimeException failure) {
      return failure;
    }
  }

  private static Throwable withoutMessage() {
    try {
      throw new NullPointerException();
    } catch (NullPointerException failure) {
      return failure;
    }
  }

  private interface Act {
    void on(Logger logger);
  }

  private static String encode(Encoder<ILoggingEvent> encoder, Act act) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    encoder.setContext(context);
    encoder.start();
    OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.setOutputStream(out);
    appender.start();
    Logger logger = context.getLogger("shop.orders.OrderService");
    logger.setLevel(Level.ALL);
    logger.addAppender(appender);
    act.on(logger);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static void logback() throws Exception {
    LogstashEncoder logstash = new LogstashEncoder();
    logstash.setCustomFields("{\"service\":\"orders\"}");
    MDC.put("traceId", TRACE);
    MDC.put("requestId", "req-1");
    emit("logstash-logback-encoder error", version(LogstashEncoder.class),
        encode(logstash, logger -> logger.error("order {} failed", StructuredArguments.keyValue("orderId", 9876543210987654321D), failure())));
    LogstashEncoder plain = new LogstashEncoder();
    plain.setCustomFields("{\"app\":{\"name\":\"orders\"}}");
    emit("logstash-logback-encoder without a message of the exception", version(LogstashEncoder.class),
        encode(plain, logger -> logger.warn("retrying", withoutMessage())));
    EcsEncoder ecs = new EcsEncoder();
    ecs.setServiceName("orders");
    ecs.setServiceVersion("2.0.1");
    ecs.setServiceEnvironment("prod");
    emit("logback-ecs-encoder error", version(EcsEncoder.class), encode(ecs, logger -> logger.error("order failed", failure())));
    JsonEncoder own = new JsonEncoder();
    own.setWithFormattedMessage(true);
    MDC.put("service", "orders");
    emit("logback JsonEncoder error", version(Logger.class), encode(own, logger -> logger.error("order {} failed", 17, failure())));
    MDC.clear();
  }

  private static Log4jLogEvent event(org.apache.logging.log4j.Level level, String text, Throwable thrown) {
    SortedArrayStringMap context = new SortedArrayStringMap();
    context.putValue("service", "orders");
    context.putValue("traceId", TRACE);
    return Log4jLogEvent.newBuilder()
        .setLoggerName("shop.orders.OrderService")
        .setLevel(level)
        .setMessage(new SimpleMessage(text))
        .setThrown(thrown)
        .setThreadName("main")
        .setContextData(context)
        .setIncludeLocation(false)
        .build();
  }

  private static String layout(Layout<String> layout, Log4jLogEvent event) {
    return layout.toSerializable(event);
  }

  private static Layout<String> template(String uri, KeyValuePair... fields) {
    JsonTemplateLayout.EventTemplateAdditionalField[] more = new JsonTemplateLayout.EventTemplateAdditionalField[fields.length];
    for (int index = 0; index < fields.length; index++) {
      more[index] = JsonTemplateLayout.EventTemplateAdditionalField.newBuilder()
          .setKey(fields[index].getKey()).setValue(fields[index].getValue()).build();
    }
    return JsonTemplateLayout.newBuilder().setConfiguration(new DefaultConfiguration())
        .setEventTemplateUri("classpath:" + uri).setEventTemplateAdditionalFields(more).setStackTraceEnabled(true).build();
  }

  private static void log4j() throws Exception {
    String core = version(JsonLayout.class);
    String json = version(JsonTemplateLayout.class);
    Log4jLogEvent failed = event(org.apache.logging.log4j.Level.ERROR, "order failed", failure());
    JsonLayout complete = JsonLayout.newBuilder().setConfiguration(new DefaultConfiguration()).setProperties(true)
        .setCompact(true).setIncludeStacktrace(true).build();
    emit("log4j2 JsonLayout with thrown", core, layout(complete, failed));
    JsonLayout text = JsonLayout.newBuilder().setConfiguration(new DefaultConfiguration()).setProperties(true)
        .setCompact(true).setIncludeStacktrace(true).setStacktraceAsString(true).build();
    emit("log4j2 JsonLayout, stack as text", core, layout(text, event(org.apache.logging.log4j.Level.FATAL, "out of memory", withoutMessage())));
    emit("log4j2 JsonLayout, custom level", core,
        layout(complete, event(org.apache.logging.log4j.Level.forName("SECURITY", 150), "login from a new place", null)));
    GelfLayout gelf = GelfLayout.newBuilder().setConfiguration(new DefaultConfiguration()).setHost("web-1")
        .setCompressionType(GelfLayout.CompressionType.OFF).setIncludeStacktrace(true).build();
    emit("log4j2 GelfLayout", core, layout(gelf, failed));
    emit("JsonTemplateLayout EcsLayout", json,
        layout(template("EcsLayout.json", new KeyValuePair("service.name", "orders")), failed));
    emit("JsonTemplateLayout GelfLayout", json, layout(template("GelfLayout.json"), failed));
    emit("JsonTemplateLayout LogstashJsonEventLayoutV1", json,
        layout(template("LogstashJsonEventLayoutV1.json", new KeyValuePair("service", "orders")), failed));
    emit("JsonTemplateLayout JsonLayout", json, layout(template("JsonLayout.json"), failed));
    emit("JsonTemplateLayout GcpLayout", json,
        layout(template("GcpLayout.json", new KeyValuePair("service", "orders")), failed));
  }

  private static void jboss() throws Exception {
    org.jboss.logmanager.formatters.JsonFormatter formatter = new org.jboss.logmanager.formatters.JsonFormatter();
    formatter.setPrintDetails(false);
    formatter.setMetaData("service=orders");
    org.jboss.logmanager.ExtLogRecord record = new org.jboss.logmanager.ExtLogRecord(
        java.util.logging.Level.SEVERE, "order failed", Generate.class.getName());
    record.setLoggerName("shop.orders.OrderService");
    record.setThrown(failure());
    record.setHostName("web-1");
    emit("jboss-logmanager JsonFormatter, SEVERE (Quarkus, WildFly)", version(formatter.getClass()), formatter.format(record));
    org.jboss.logmanager.ExtLogRecord fine = new org.jboss.logmanager.ExtLogRecord(
        java.util.logging.Level.FINE, "cache hit", Generate.class.getName());
    fine.setLoggerName("shop.orders.Cache");
    fine.setHostName("web-1");
    emit("jboss-logmanager JsonFormatter, FINE (Quarkus, WildFly)", version(formatter.getClass()), formatter.format(fine));
  }
}
