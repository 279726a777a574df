using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Issuer.Service.Operations;

/// <summary>
/// What the service counts. No label ever holds personal data, a token or an id: labels are route templates, codes and outcomes.
/// Read at <c>/metrics</c> in Prometheus text; pushed by OTLP where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set.
/// </summary>
public sealed class Metrics : IDisposable
{
    public const string MeterName = "Issuer";

    private readonly Meter _meter = new(MeterName);
    private readonly MeterProvider _provider;
    private readonly LastValues _last = new();

    // -1: there is none yet.
    private long _intact = -1;
    private long _checkedEvents = -1;
    private readonly BaseExportingMetricReader _reader;

    public Metrics()
    {
        Issued = _meter.CreateCounter<long>("issuer.credentials.issued", description: "Credentials issued, by signature algorithm");
        StateChanges = _meter.CreateCounter<long>("issuer.credentials.state_changes", description: "State changes, by new state");
        Verified = _meter.CreateCounter<long>("issuer.verifications", description: "Verifications, by verdict");
        _meter.CreateObservableGauge("issuer.log.intact", () => Observed(_intact), description: "1 where the last check found the log whole, 0 where not");
        _meter.CreateObservableGauge("issuer.log.checked_events", () => Observed(_checkedEvents), description: "Events in the last check that found the log whole");
        _reader = new BaseExportingMetricReader(_last);
        var builder = Sdk.CreateMeterProviderBuilder()
            .AddMeter(MeterName, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime")
            .AddReader(_reader);
        if (Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT") is { Length: > 0 })
            builder.AddOtlpExporter();
        _provider = builder.Build();
    }

    public Counter<long> Issued { get; }

    public Counter<long> StateChanges { get; }

    public Counter<long> Verified { get; }

    /// <summary>What a check of the log found; before the first one the gauges have no value.</summary>
    public void LogChecked(bool intact, long? events)
    {
        _intact = intact ? 1 : 0;
        _checkedEvents = events ?? _checkedEvents;
    }

    /// <summary>All values in the Prometheus text format 0.0.4.</summary>
    public string Read()
    {
        lock (_last)
        {
            _last.Text.Clear();
            _reader.Collect();
            return _last.Text.ToString();
        }
    }

    public void Dispose()
    {
        _provider.Dispose();
        _meter.Dispose();
    }

    private static IEnumerable<Measurement<long>> Observed(long value) => value < 0 ? [] : [new(value)];

    private sealed class LastValues : BaseExporter<Metric>
    {
        private static readonly ConcurrentDictionary<string, string> Names = new();

        public StringBuilder Text { get; } = new();

        public override ExportResult Export(in Batch<Metric> batch)
        {
            foreach (var metric in batch)
            {
                var name = Names.GetOrAdd(metric.Name, static n => n.Replace('.', '_').Replace('-', '_'));
                Text.Append(CultureInfo.InvariantCulture, $"# TYPE {name} {(metric.MetricType is MetricType.Histogram or MetricType.ExponentialHistogram ? "histogram" : metric.MetricType.IsSum() ? "counter" : "gauge")}\n");
                foreach (ref readonly var point in metric.GetMetricPoints())
                    Write(name, metric, point);
            }

            return ExportResult.Success;
        }

        private void Write(string name, Metric metric, in MetricPoint point)
        {
            var labels = new StringBuilder();
            foreach (var tag in point.Tags)
            {
                if (labels.Length > 0)
                    labels.Append(',');
                labels.Append(CultureInfo.InvariantCulture, $"{tag.Key.Replace('.', '_')}=\"{Escape(tag.Value?.ToString() ?? "")}\"");
            }

            var set = labels.Length == 0 ? "" : $"{{{labels}}}";
            switch (metric.MetricType)
            {
                case MetricType.LongSum or MetricType.LongSumNonMonotonic:
                    Line(name, set, point.GetSumLong());
                    break;
                case MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic:
                    Line(name, set, point.GetSumDouble());
                    break;
                case MetricType.LongGauge:
                    Line(name, set, point.GetGaugeLastValueLong());
                    break;
                case MetricType.DoubleGauge:
                    Line(name, set, point.GetGaugeLastValueDouble());
                    break;
                case MetricType.Histogram:
                    long cumulative = 0;
                    foreach (var bucket in point.GetHistogramBuckets())
                    {
                        cumulative += bucket.BucketCount;
                        var bound = double.IsPositiveInfinity(bucket.ExplicitBound) ? "+Inf" : bucket.ExplicitBound.ToString(CultureInfo.InvariantCulture);
                        Line($"{name}_bucket", $"{{{(labels.Length == 0 ? "" : labels + ",")}le=\"{bound}\"}}", cumulative);
                    }

                    Line($"{name}_sum", set, point.GetHistogramSum());
                    Line($"{name}_count", set, point.GetHistogramCount());
                    break;
            }
        }

        private void Line(string name, string labels, double value) => Text.Append(CultureInfo.InvariantCulture, $"{name}{labels} {value:R}\n");

        private static string Escape(string value) => value.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n");
    }
}
