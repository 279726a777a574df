using System.Buffers;
using System.Runtime.InteropServices;

namespace Issuer.Service.Credentials;

/// <summary>
/// A text as what it has of its own and what it has in common with a reference, or with itself further ahead: runs of (length, own bytes, length, distance back),
/// each number in seven bits a byte, lowest first. The first number is the reference's length: over another reference it is not read.
/// </summary>
internal static class TextDelta
{
    // A copy costs about four bytes, and what is its own is compressed afterwards.
    private const int Shortest = 8;
    private const int TableBits = 13;

    // Of the reference every fourth place is enough: a match is followed back to where it begins.
    private const int ReferenceStep = 4;

    /// <summary>The text over the reference.</summary>
    public static byte[] Write(ReadOnlySpan<byte> text, ReadOnlySpan<byte> reference)
    {
        var window = ArrayPool<byte>.Shared.Rent(reference.Length + text.Length);
        var places = ArrayPool<int>.Shared.Rent(1 << TableBits);
        try
        {
            reference.CopyTo(window);
            text.CopyTo(window.AsSpan(reference.Length));
            places.AsSpan(0, 1 << TableBits).Fill(-1);
            return Write(window.AsSpan(0, reference.Length + text.Length), reference.Length, places);
        }
        finally
        {
            // The text is personal.
            ArrayPool<byte>.Shared.Return(window, clearArray: true);
            ArrayPool<int>.Shared.Return(places);
        }
    }

    /// <summary>The text again; null where this is not what <see cref="Write(ReadOnlySpan{byte}, ReadOnlySpan{byte})"/> made over this reference.</summary>
    /// <param name="delta">What was written.</param>
    /// <param name="reference">The same bytes as then.</param>
    /// <param name="longest">More bytes than this are not made.</param>
    public static byte[]? Read(ReadOnlySpan<byte> delta, ReadOnlySpan<byte> reference, int longest)
    {
        if (!TryNumber(ref delta, out var length) || length != reference.Length || !TryNumber(ref delta, out var total) || total > longest)
            return null;
        var text = new byte[total];
        var at = 0;
        while (!delta.IsEmpty)
        {
            if (!TryNumber(ref delta, out var own) || own > delta.Length || own > total - at)
                return null;
            delta[..own].CopyTo(text.AsSpan(at));
            delta = delta[own..];
            at += own;
            if (delta.IsEmpty)
                break;
            if (!TryNumber(ref delta, out var copied) || !TryNumber(ref delta, out var back) || copied > total - at || back == 0 || back > at + reference.Length)
                return null;
            Copy(text, ref at, reference, copied, back);
        }

        return at == total ? text : null;
    }

    private static byte[] Write(ReadOnlySpan<byte> window, int begin, Span<int> places)
    {
        var delta = new ArrayBufferWriter<byte>(512);
        Number(delta, begin);
        Number(delta, window.Length - begin);
        for (var place = 0; place + Shortest <= begin; place += ReferenceStep)
            places[Slot(window, place)] = place;
        var own = begin;
        for (var place = begin; place + Shortest <= window.Length; place++)
        {
            ref var before = ref places[Slot(window, place)];
            var match = before;
            before = place;
            if (match < 0 || !window.Slice(match, Shortest).SequenceEqual(window.Slice(place, Shortest)))
                continue;
            var end = place + window[place..].CommonPrefixLength(window[match..]);
            while (place > own && match > 0 && window[place - 1] == window[match - 1])
                (place, match) = (place - 1, match - 1);
            Number(delta, place - own);
            delta.Write(window[own..place]);
            Number(delta, end - place);
            Number(delta, place - match);
            (own, place) = (end, end - 1);
        }

        Number(delta, window.Length - own);
        delta.Write(window[own..]);
        return delta.WrittenSpan.ToArray();
    }

    // What is copied may reach into what is being made: byte by byte it repeats itself.
    private static void Copy(byte[] text, ref int at, ReadOnlySpan<byte> reference, int count, int back)
    {
        for (var from = at - back; count > 0; count--, from++)
            text[at++] = from < 0 ? reference[reference.Length + from] : text[from];
    }

    private static int Slot(ReadOnlySpan<byte> window, int place) =>
        (int)(unchecked(MemoryMarshal.Read<ulong>(window[place..]) * 0x9E3779B97F4A7C15) >> (64 - TableBits));

    private static void Number(ArrayBufferWriter<byte> delta, int number)
    {
        var bytes = delta.GetSpan(5);
        var count = 0;
        for (var rest = (uint)number; ; rest >>= 7)
        {
            bytes[count++] = (byte)(rest > 0x7F ? (rest & 0x7F) | 0x80 : rest);
            if (rest <= 0x7F)
                break;
        }

        delta.Advance(count);
    }

    private static bool TryNumber(ref ReadOnlySpan<byte> delta, out int number)
    {
        number = 0;
        for (var count = 0; count < delta.Length && count < 5; count++)
        {
            var bits = delta[count] & 0x7F;
            if (count == 4 && bits > 7)
                return false;
            number |= bits << (7 * count);
            if (delta[count] > 0x7F)
                continue;
            delta = delta[(count + 1)..];
            return true;
        }

        return false;
    }
}
