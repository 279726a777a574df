using System.Buffers;
using System.Buffers.Binary;
using Issuer.Core.Formats;

namespace Issuer.Service.Credentials;

/// <summary>
/// Document D without what it shares with others, for keeping: the inline context is every credential's, and the achievement every holder's and stored once.
/// What is left is a third of it. Pieces in order, each a byte that says what it is: text of its own (length in four bytes, big-endian, then the text), the
/// context, or the achievement's content after its first brace.
/// </summary>
internal static class SharedParts
{
    /// <summary>Begins what is kept in pieces; a document that is kept whole begins with a brace.</summary>
    private const byte Mark = 1;

    private const byte OwnText = (byte)'T';
    private const byte ContextVersion1 = (byte)'C';
    private const byte Achievement = (byte)'A';

    /// <summary>Takes the shared parts out. What is not found in the document stays in it.</summary>
    /// <param name="document">Document D.</param>
    /// <param name="achievement">The achievement's content as it is stored under the id that the credential's event names.</param>
    public static byte[] TakeOut(ReadOnlySpan<byte> document, ReadOnlySpan<byte> achievement)
    {
        var kept = new ArrayBufferWriter<byte>(document.Length);
        kept.Write([Mark]);
        // In the order in which they stand in a document.
        document = TakeOut(document, EuContext.Utf8, ContextVersion1, kept);
        document = TakeOut(document, achievement[1..], Achievement, kept);
        WriteText(document, kept);
        return kept.WrittenSpan.ToArray();
    }

    /// <summary>The document again, byte for byte; null where the pieces are not what <see cref="TakeOut(ReadOnlySpan{byte}, ReadOnlySpan{byte})"/> writes.</summary>
    /// <param name="kept">Pieces, or a whole document.</param>
    /// <param name="achievement">The achievement's content, or empty where it is not known.</param>
    public static byte[]? PutBack(byte[] kept, ReadOnlySpan<byte> achievement)
    {
        if (kept is not [Mark, ..])
            return kept;
        var document = new ArrayBufferWriter<byte>(kept.Length + EuContext.Utf8.Length + achievement.Length);
        for (var rest = kept.AsSpan(1); !rest.IsEmpty;)
        {
            var piece = rest[0];
            rest = rest[1..];
            switch (piece)
            {
                case OwnText when rest.Length >= 4 && BinaryPrimitives.ReadUInt32BigEndian(rest) is var length && length <= rest.Length - 4:
                    document.Write(rest.Slice(4, (int)length));
                    rest = rest[(4 + (int)length)..];
                    break;
                case ContextVersion1:
                    document.Write(EuContext.Utf8);
                    break;
                case Achievement when !achievement.IsEmpty:
                    document.Write(achievement[1..]);
                    break;
                default:
                    return null;
            }
        }

        return document.WrittenSpan.ToArray();
    }

    private static ReadOnlySpan<byte> TakeOut(ReadOnlySpan<byte> document, ReadOnlySpan<byte> part, byte name, ArrayBufferWriter<byte> kept)
    {
        var at = document.IndexOf(part);
        if (at < 0)
            return document;
        WriteText(document[..at], kept);
        kept.Write([name]);
        return document[(at + part.Length)..];
    }

    private static void WriteText(ReadOnlySpan<byte> text, ArrayBufferWriter<byte> kept)
    {
        Span<byte> head = [OwnText, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(head[1..], text.Length);
        kept.Write(head);
        kept.Write(text);
    }
}
