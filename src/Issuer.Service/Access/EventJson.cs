using System.Collections.Immutable;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Issuer.Core.Model;
using Issuer.Service.Store;

namespace Issuer.Service.Access;

/// <summary>
/// How events of this feature and of institutions are written: camelCase, absent instead of null, instants in UTC with milliseconds.
/// Each shape has a golden file in the tests; members may be added, never renamed or given another meaning.
/// </summary>
internal static class EventJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.Strict,
        Converters = { new InstantConverter(), new LocalizedTextConverter() },
    };

    public static NewEvent Write<T>(string type, T data) => new(type, JsonSerializer.SerializeToUtf8Bytes(data, Options));

    /// <exception cref="StoreDamagedException">It is JSON, but not what was ever written as this type.</exception>
    public static T Read<T>(StoredEvent stored)
    {
        try
        {
            return stored.Data.Deserialize<T>(Options) ?? throw new InvalidDataException($"Event {stored.Id} of type {stored.Type} is null.");
        }
        catch (Exception fault) when (fault is JsonException or FormatException)
        {
            throw new StoreDamagedException($"Event {stored.Sequence} is damaged: its data is no {stored.Type}.", fault) { Sequence = stored.Sequence };
        }
    }
}

/// <summary>Instants as this service writes them into events and tables: UTC, milliseconds, <c>Z</c>; the text sorts as the time does.</summary>
internal static class Instant
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    public static string Write(DateTimeOffset value) => value.ToUniversalTime().ToString(Format, CultureInfo.InvariantCulture);

    public static DateTimeOffset Read(string text) =>
        DateTimeOffset.ParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);

    public static DateTimeOffset? ReadOrNull(string? text) => text is null ? null : Read(text);

    /// <summary>Reads what a caller wrote: RFC 3339 with a zone, whole seconds or a fraction; kept to the millisecond.</summary>
    public static bool TryParse(string text, out DateTimeOffset? instant)
    {
        string[] formats = ["yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz"];
        var good = DateTimeOffset.TryParseExact(text, formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var value);
        instant = good ? value.AddTicks(-(value.Ticks % TimeSpan.TicksPerMillisecond)) : null;
        return good;
    }

    /// <summary>The second in which an instant lies, as credentials and proofs carry it.</summary>
    public static DateTimeOffset WholeSecond(DateTimeOffset value) => value.AddTicks(-(value.Ticks % TimeSpan.TicksPerSecond)).ToUniversalTime();

    /// <summary>The clock's time in the precision that events keep, so that what was decided equals what is read back.</summary>
    public static DateTimeOffset Now(TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMillisecond)).ToUniversalTime();
    }
}

internal sealed class InstantConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Instant.Read(reader.GetString()!);

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(Instant.Write(value));
}

/// <summary>Text in languages as a JSON object, <c>{"en": "…", "cy": "…"}</c>, in the order given.</summary>
internal sealed class LocalizedTextConverter : JsonConverter<LocalizedText>
{
    public override LocalizedText Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var entries = ImmutableArray.CreateBuilder<(string, string)>();
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("Text in languages is an object.");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var language = reader.GetString()!;
            reader.Read();
            entries.Add((language, reader.GetString() ?? throw new JsonException("A text is a string.")));
        }

        return entries.Count > 0 ? new LocalizedText(entries.ToImmutable()) : throw new JsonException("Text in languages has at least one.");
    }

    public override void Write(Utf8JsonWriter writer, LocalizedText value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (language, text) in value.Entries)
            writer.WriteString(language, text);
        writer.WriteEndObject();
    }
}
