namespace Issuer.Service.Checking;

/// <summary>Files that commands are given.</summary>
internal static class CommandFile
{
    /// <summary>Reads a whole file; false for any reason why it cannot be.</summary>
    public static bool TryRead(string file, out byte[] bytes)
    {
        try
        {
            bytes = File.ReadAllBytes(file);
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            bytes = [];
            return false;
        }
    }
}
