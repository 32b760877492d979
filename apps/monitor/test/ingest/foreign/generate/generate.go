// Messages of Go libraries: one JSON object a line, `name`, `origin` and `value`.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"runtime"
	"runtime/debug"
	"strings"

	apex "github.com/apex/log"
	apexjson "github.com/apex/log/handlers/json"
	"github.com/hashicorp/go-hclog"
	"github.com/rs/zerolog"
	"github.com/rs/zerolog/pkgerrors"
	"github.com/sirupsen/logrus"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	pkgerr "github.com/pkg/errors"
)

var out bytes.Buffer

func emit(name, module string) {
	origin := module
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, dependency := range info.Deps {
			if dependency.Path == module {
				origin = module + " " + dependency.Version
			}
		}
	}
	if module == "log/slog" {
		origin = "log/slog " + runtime.Version()
	}
	line, _ := json.Marshal(map[string]string{"name": name, "origin": origin, "value": strings.TrimRight(out.String(), "\n")})
	fmt.Println(string(line))
	out.Reset()
}

func slogMessages() {
	options := &slog.HandlerOptions{Level: slog.Level(-8), AddSource: true}
	log := slog.New(slog.NewJSONHandler(&out, options)).With("service", "gateway", "trace_id", "4bf92f3577b34da6a3ce929d0e0e4736")
	log.Error("upstream failed", "err", errors.New("dial tcp 10.0.0.7:443: connect: connection refused"), slog.Group("request", "id", "req-3", "path", "/pay"))
	emit("slog error", "log/slog")
	log.Log(context.Background(), slog.LevelError+2, "worse than an error", "order", uint64(18446744073709551615))
	emit("slog ERROR+2", "log/slog")
	log.Log(context.Background(), slog.LevelDebug-4, "finer than debug")
	emit("slog DEBUG-4", "log/slog")
	numeric := &slog.HandlerOptions{Level: slog.Level(-8), ReplaceAttr: func(groups []string, a slog.Attr) slog.Attr {
		if a.Key == slog.LevelKey {
			return slog.Int("level", int(a.Value.Any().(slog.Level)))
		}
		return a
	}}
	log = slog.New(slog.NewJSONHandler(&out, numeric)).With("service", "gateway")
	log.Error("numeric error")
	emit("slog numeric 8", "log/slog")
	log.Debug("numeric debug")
	emit("slog numeric -4", "log/slog")
}

func zapLogger(config zapcore.EncoderConfig, options ...zap.Option) *zap.Logger {
	core := zapcore.NewCore(zapcore.NewJSONEncoder(config), zapcore.AddSync(&out), zapcore.DebugLevel)
	return zap.New(core, options...)
}

func zapMessages() {
	log := zapLogger(zap.NewProductionEncoderConfig(), zap.AddCaller(), zap.AddStacktrace(zap.ErrorLevel)).Named("orders.api").With(zap.String("service", "orders"))
	log.Error("insert failed", zap.Error(pkgerr.New("duplicate key")), zap.String("requestId", "req-4"))
	emit("zap production error", "go.uber.org/zap")
	log.DPanic("impossible state", zap.Int64("id", 9223372036854775807))
	emit("zap dpanic", "go.uber.org/zap")
	colored := zap.NewDevelopmentEncoderConfig()
	colored.EncodeLevel = zapcore.CapitalColorLevelEncoder
	zapLogger(colored).With(zap.String("service", "orders")).Error("red")
	emit("zap colored capital level", "go.uber.org/zap")
}

func zerologMessages() {
	zerolog.ErrorStackMarshaler = pkgerrors.MarshalStack
	log := zerolog.New(&out).With().Timestamp().Str("service", "images").Logger()
	log.Error().Stack().Err(pkgerr.New("no such bucket")).Str("trace_id", "4bf92f3577b34da6a3ce929d0e0e4736").Msg("upload failed")
	emit("zerolog error with stack", "github.com/rs/zerolog")
	zerolog.TimeFieldFormat = zerolog.TimeFormatUnixNano
	log.Warn().Dur("took", 1500000).Msg("slow upload")
	emit("zerolog warn, nanoseconds", "github.com/rs/zerolog")
	log.Log().Msg("no level at all")
	emit("zerolog without a level", "github.com/rs/zerolog")
}

func logrusMessages() {
	log := logrus.New()
	log.Out = &out
	log.Formatter = &logrus.JSONFormatter{}
	log.WithFields(logrus.Fields{"service": "ledger", "request_id": "req-6"}).WithError(errors.New("account 17 is locked")).Error("transfer refused")
	emit("logrus error", "github.com/sirupsen/logrus")
	log.Formatter = &logrus.JSONFormatter{FieldMap: logrus.FieldMap{logrus.FieldKeyTime: "@timestamp", logrus.FieldKeyLevel: "@level", logrus.FieldKeyMsg: "@message"}}
	log.WithField("service", "ledger").Warn("renamed fields")
	emit("logrus FieldMap with @ names", "github.com/sirupsen/logrus")
}

func hclogMessages() {
	log := hclog.New(&hclog.LoggerOptions{Name: "vault.core", JSONFormat: true, Output: &out, Level: hclog.Trace})
	log.Error("seal failed", "error", errors.New("no quorum"), "service", "vault")
	emit("hclog error", "github.com/hashicorp/go-hclog")
}

func apexMessages() {
	log := &apex.Logger{Handler: apexjson.New(&out), Level: apex.DebugLevel}
	log.WithFields(apex.Fields{"service": "uploads", "file": "a.png"}).WithError(errors.New("unauthorized")).Error("upload failed")
	emit("apex/log error", "github.com/apex/log")
}

func collectorMessages() {
	logs := plog.NewLogs()
	resource := logs.ResourceLogs().AppendEmpty()
	resource.Resource().Attributes().PutStr("service.name", "shipping")
	resource.Resource().Attributes().PutStr("k8s.pod.name", "shipping-7d9f")
	resource.Resource().Attributes().PutStr("host.name", "node-1")
	scope := resource.ScopeLogs().AppendEmpty()
	scope.Scope().SetName("shipping.labels")
	record := scope.LogRecords().AppendEmpty()
	record.SetTimestamp(pcommon.Timestamp(1764230400123456789))
	record.SetSeverityNumber(plog.SeverityNumberError)
	record.SetSeverityText("Error")
	record.Body().SetStr("label printer offline")
	record.SetTraceID([16]byte{0x4b, 0xf9, 0x2f, 0x35, 0x77, 0xb3, 0x4d, 0xa6, 0xa3, 0xce, 0x92, 0x9d, 0x0e, 0x0e, 0x47, 0x36})
	record.SetSpanID([8]byte{0x00, 0xf0, 0x67, 0xaa, 0x0b, 0xa9, 0x02, 0xb7})
	record.Attributes().PutInt("parcel", 9223372036854775807)
	record.Attributes().PutStr("exception.type", "PrinterError")
	record.Attributes().PutStr("exception.message", "no paper")
	second := scope.LogRecords().AppendEmpty()
	second.SetObservedTimestamp(pcommon.Timestamp(1764230400500000000))
	second.SetSeverityNumber(plog.SeverityNumberDebug2)
	second.Body().SetEmptyMap().PutStr("event", "paper refilled")
	bytes, _ := (&plog.JSONMarshaler{}).MarshalLogs(logs)
	out.Write(bytes)
	emit("OTLP JSON of the collector", "go.opentelemetry.io/collector/pdata")
}

func main() {
	defer os.Stdout.Sync()
	slogMessages()
	zapMessages()
	zerologMessages()
	logrusMessages()
	hclogMessages()
	apexMessages()
	collectorMessages()
}
