using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Issuer.Core.Encoding;

/// <summary>One pass over a JSON text that knows where it is, so that each fault gets a pointer. The stack is on the heap: depth costs no recursion.</summary>
internal ref struct JsonWalk
{
    /// <summary>Up to here an object's names are compared one by one (by hash, vectorised); beyond, in a set, or a hostile object would cost n².</summary>
    private const int NamesComparedInLine = 32;

    /// <summary>Characters of one name that a pointer shows.</summary>
    private const int LongestPointerToken = 64;

    private readonly ReadOnlySpan<byte> _text;
    private readonly int _maxDepth;
    private Utf8JsonReader _reader;
    private Frame[] _frames;
    private int _depth;
    private Name[] _names;
    private ulong[] _hashes;
    private int _nameCount;

    public JsonWalk(ReadOnlySpan<byte> text, int maxDepth)
    {
        _text = text;
        _maxDepth = maxDepth;
        _frames = ArrayPool<Frame>.Shared.Rent(16);
        _names = ArrayPool<Name>.Shared.Rent(64);
        _hashes = ArrayPool<ulong>.Shared.Rent(64);
    }

    public readonly void Dispose()
    {
        ArrayPool<Frame>.Shared.Return(_frames, clearArray: true);
        ArrayPool<Name>.Shared.Return(_names, clearArray: true);
        ArrayPool<ulong>.Shared.Return(_hashes);
    }

    /// <summary>The first fault, or null.</summary>
    public JsonFault? Run()
    {
        if (!Utf8.IsValid(_text))
        {
            // What stands before the bad byte only tells where it is; a fault there does not hide this one.
            var bad = FirstInvalidUtf8(_text);
            _ = Read(_text[..bad], isWhole: false);
            return Fault("json-not-utf8", "The text is not valid UTF-8.", bad);
        }

        return Read(_text, isWhole: true);
    }

    private JsonFault? Read(ReadOnlySpan<byte> text, bool isWhole)
    {
        // One level more than allowed, so that this walk meets the level that is too deep and can say where it is.
        var options = new JsonReaderOptions { MaxDepth = _maxDepth + 1, CommentHandling = JsonCommentHandling.Disallow };
        _reader = new Utf8JsonReader(text, isWhole, new JsonReaderState(options));
        try
        {
            while (_reader.Read())
            {
                if (Step() is { } fault)
                    return fault;
            }
        }
        catch (JsonException syntax)
        {
            return Fault("json-syntax", "The text is not JSON (RFC 8259).", Position(text, syntax));
        }

        return null;
    }

    private JsonFault? Step()
    {
        switch (_reader.TokenType)
        {
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                _depth--;
                _nameCount = _frames[_depth].FirstName;
                _frames[_depth].Large = null;
                return null;
            case JsonTokenType.PropertyName:
                return CheckText() ?? CheckName();
        }

        if (_depth > 0 && !_frames[_depth - 1].IsObject)
            _frames[_depth - 1].Index++;
        return _reader.TokenType switch
        {
            JsonTokenType.StartObject or JsonTokenType.StartArray => Enter(),
            JsonTokenType.String => CheckText(),
            JsonTokenType.Number => CheckNumber(),
            _ => null,
        };
    }

    private JsonFault? Enter()
    {
        if (_depth == _maxDepth)
            return Fault("json-too-deep", $"Arrays and objects are nested more than {_maxDepth} deep.", _reader.TokenStartIndex);
        if (_depth == _frames.Length)
            Grow(ref _frames, _depth);
        _frames[_depth++] = new Frame { IsObject = _reader.TokenType == JsonTokenType.StartObject, FirstName = _nameCount, Index = -1 };
        return null;
    }

    /// <summary>Raw text is valid UTF-8 by now; only escapes can still hide surrogates and U+0000.</summary>
    private readonly JsonFault? CheckText()
    {
        if (!_reader.ValueIsEscaped)
            return null;

        // The reader has checked that each backslash starts a whole escape.
        var raw = _reader.ValueSpan;
        for (var at = raw.IndexOf((byte)'\\'); at < raw.Length;)
        {
            if (raw[at + 1] != 'u')
            {
                at += 2;
            }
            else
            {
                var unit = CodeUnit(raw[(at + 2)..]);
                if (unit == 0)
                    return Fault("json-null-character", "A string or name holds the character U+0000.", _reader.TokenStartIndex + 1 + at);
                at += 6;
                if (char.IsSurrogate(unit))
                {
                    var isPair = char.IsHighSurrogate(unit) && raw.Length - at >= 6 && raw[at] == '\\' && raw[at + 1] == 'u'
                        && char.IsLowSurrogate(CodeUnit(raw[(at + 2)..]));
                    if (!isPair)
                        return Fault("json-lone-surrogate", "A string or name holds half of a surrogate pair.", _reader.TokenStartIndex + 1 + at - 6);
                    at += 6;
                }
            }

            var next = raw[at..].IndexOf((byte)'\\');
            if (next < 0)
                break;
            at += next;
        }

        return null;
    }

    private static char CodeUnit(ReadOnlySpan<byte> fourHexDigits) =>
        (char)ushort.Parse(fourHexDigits[..4], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private JsonFault? CheckName()
    {
        byte[]? unescaped = null;
        if (_reader.ValueIsEscaped)
        {
            unescaped = new byte[_reader.ValueSpan.Length];
            unescaped = unescaped[.._reader.CopyString(unescaped)];
        }

        var name = new Name { Start = (int)_reader.TokenStartIndex + 1, Length = _reader.ValueSpan.Length, Unescaped = unescaped };
        ref var frame = ref _frames[_depth - 1];
        frame.Current = name;
        frame.HasCurrent = true;

        if (frame.Large is { } large)
            return large.Add(System.Text.Encoding.UTF8.GetString(Bytes(name))) ? null : Duplicate();

        var known = _hashes.AsSpan(frame.FirstName, _nameCount - frame.FirstName);
        var hash = Hash(Bytes(name));
        for (var from = 0; known[from..].IndexOf(hash) is >= 0 and var found; from += found + 1)
        {
            if (Bytes(_names[frame.FirstName + from + found]).SequenceEqual(Bytes(name)))
                return Duplicate();
        }

        if (known.Length == NamesComparedInLine)
        {
            frame.Large = new HashSet<string>(StringComparer.Ordinal) { System.Text.Encoding.UTF8.GetString(Bytes(name)) };
            for (var i = frame.FirstName; i < _nameCount; i++)
                frame.Large.Add(System.Text.Encoding.UTF8.GetString(Bytes(_names[i])));
            return null;
        }

        if (_nameCount == _names.Length)
            Grow(ref _names, _nameCount);
        if (_nameCount == _hashes.Length)
            Grow(ref _hashes, _nameCount);
        _hashes[_nameCount] = hash;
        _names[_nameCount++] = name;
        return null;
    }

    private readonly JsonFault Duplicate() => Fault("json-duplicate-member", "An object holds this member twice.", _reader.TokenStartIndex);

    private readonly JsonFault? CheckNumber()
    {
        var number = _reader.ValueSpan;
        // As many digits without an exponent are far below the largest double, 1.8 × 10^308.
        if (number.Length <= StrictJson.MaximumDigits && !number.ContainsAny((byte)'e', (byte)'E'))
            return null;
        var digits = 0;
        foreach (var c in number)
            digits += c is >= (byte)'0' and <= (byte)'9' ? 1 : 0;
        if (digits > StrictJson.MaximumDigits)
            return Fault("json-number-range", $"A number has more than {StrictJson.MaximumDigits} digits.", _reader.TokenStartIndex);
        return double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? null
            : Fault("json-number-range", "A number is beyond the range of a double.", _reader.TokenStartIndex);
    }

    private readonly ReadOnlySpan<byte> Bytes(in Name name) => name.Unescaped is { } unescaped ? unescaped : _text.Slice(name.Start, name.Length);

    /// <summary>FNV-1a, 64 bits: a filter before the comparison, so it need not resist collisions.</summary>
    private static ulong Hash(ReadOnlySpan<byte> bytes)
    {
        var hash = 14695981039346656037UL;
        foreach (var b in bytes)
            hash = unchecked((hash ^ b) * 1099511628211UL);
        return hash;
    }

    private readonly JsonFault Fault(string code, string message, long position)
    {
        var pointer = new StringBuilder();
        for (var i = 0; i < _depth; i++)
        {
            ref readonly var frame = ref _frames[i];
            if (!frame.IsObject && frame.Index >= 0)
                pointer.Append('/').Append(frame.Index.ToString(CultureInfo.InvariantCulture));
            else if (frame.HasCurrent)
                pointer.Append(JsonPointer.Append("", Token(Bytes(frame.Current))));
        }

        return new(pointer.ToString(), code, message, position);
    }

    private static string Token(ReadOnlySpan<byte> name)
    {
        // At most four bytes make a character, and the name may itself be what is not UTF-8: the decoder then shows U+FFFD.
        var text = System.Text.Encoding.UTF8.GetString(name[..Math.Min(name.Length, 4 * (LongestPointerToken + 1))]);
        if (text.Length <= LongestPointerToken)
            return text;
        var cut = char.IsHighSurrogate(text[LongestPointerToken - 1]) ? LongestPointerToken - 1 : LongestPointerToken;
        return string.Concat(text.AsSpan(0, cut), "…");
    }

    private static int FirstInvalidUtf8(ReadOnlySpan<byte> text)
    {
        var at = 0;
        while (Rune.DecodeFromUtf8(text[at..], out _, out var used) == OperationStatus.Done)
            at += used;
        return at;
    }

    private static long Position(ReadOnlySpan<byte> text, JsonException syntax)
    {
        long start = 0;
        for (var line = syntax.LineNumber ?? 0; line > 0; line--)
            start += text[(int)start..].IndexOf((byte)'\n') + 1;
        return Math.Min(text.Length, start + (syntax.BytePositionInLine ?? 0));
    }

    private static void Grow<T>(ref T[] rented, int used)
    {
        var larger = ArrayPool<T>.Shared.Rent(rented.Length * 2);
        rented.AsSpan(0, used).CopyTo(larger);
        ArrayPool<T>.Shared.Return(rented, clearArray: true);
        rented = larger;
    }

    private struct Name
    {
        public int Start;
        public int Length;
        public byte[]? Unescaped;
    }

    private struct Frame
    {
        public bool IsObject;
        public int FirstName;
        public int Index;
        public bool HasCurrent;
        public Name Current;
        public HashSet<string>? Large;
    }
}
