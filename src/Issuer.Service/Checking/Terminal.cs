using System.Security.Cryptography;
using System.Text;

namespace Issuer.Service.Checking;

/// <summary>
/// Where a command over files reads and writes. Results are bytes in UTF-8 whatever the machine's locale, so that a pipe gets what a digest was made of;
/// sentences for people go to <paramref name="errors"/>.
/// </summary>
/// <param name="input">What <c>-</c> stands for in the place of a file.</param>
/// <param name="output">Results.</param>
/// <param name="errors">Why there are none.</param>
/// <param name="clock">Now.</param>
public sealed class Terminal(Stream input, Stream output, TextWriter errors, TimeProvider clock)
{
    /// <summary>Longest file that is read, in bytes; what is a credential has a closer limit of its own.</summary>
    public const int MaximumBytes = 16 * 1024 * 1024;

    private bool _inputTaken;

    /// <summary>The clock.</summary>
    public TimeProvider Clock => clock;

    /// <summary>The process's own.</summary>
    public static Terminal OfProcess() => new(Console.OpenStandardInput(), Console.OpenStandardOutput(), Console.Error, TimeProvider.System);

    /// <summary>Reads a whole file, or standard input for <c>-</c>; otherwise a sentence that says why not.</summary>
    internal string? Read(string file, out byte[] bytes)
    {
        bytes = [];
        var isInput = file == "-";
        if (isInput && _inputTaken)
            return "Standard input can stand for one file only.";
        _inputTaken |= isInput;
        try
        {
            using var stream = isInput ? input : File.OpenRead(file);
            return TryReadAll(stream, out bytes) ? null : $"{Name(file)} is longer than 16 MiB.";
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return $"{Name(file)} cannot be read.";
        }
    }

    /// <summary>How sentences call a file.</summary>
    internal static string Name(string file) => file == "-" ? "Standard input" : TerminalText.Of(file);

    internal void Write(ReadOnlySpan<byte> bytes)
    {
        output.Write(bytes);
        output.Flush();
    }

    internal void WriteLine(string line) => Write(Encoding.UTF8.GetBytes(line + "\n"));

    /// <summary>Says why, and gives the exit code back.</summary>
    internal int Refuse(int code, string message)
    {
        errors.WriteLine(message);
        return code;
    }

    private static bool TryReadAll(Stream stream, out byte[] bytes)
    {
        using var all = new MemoryStream(64 * 1024);
        var buffer = new byte[64 * 1024];
        int count;
        while ((count = stream.Read(buffer)) > 0 && all.Length <= MaximumBytes)
            all.Write(buffer.AsSpan(..count));
        bytes = all.Length <= MaximumBytes ? all.ToArray() : [];
        // It may have been a key; whoever asked for it clears the only other copy.
        CryptographicOperations.ZeroMemory(buffer);
        CryptographicOperations.ZeroMemory(all.GetBuffer());
        return all.Length <= MaximumBytes;
    }
}
