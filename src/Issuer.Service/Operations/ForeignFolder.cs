namespace Issuer.Service.Operations;

/// <summary>
/// A folder for the runs of a foreign program, for this user alone, and gone afterwards with all that is in it. It lies in memory where the machine has a
/// place for that: what goes in is personal data, and deleting a file leaves its bytes on a disk.
/// </summary>
internal sealed class ForeignFolder : IDisposable
{
    private const string Memory = "/dev/shm";
    private const string Prefix = "issuer-";

    private ForeignFolder(string path) => Path = path;

    /// <summary>Absolute.</summary>
    public string Path { get; }

    /// <summary>Makes one, mode 0700, under a name that nobody can foretell.</summary>
    public static ForeignFolder Create()
    {
        if (!OperatingSystem.IsLinux() || !Directory.Exists(Memory))
            return new(Directory.CreateTempSubdirectory(Prefix).FullName);
        var path = System.IO.Path.Combine(Memory, Prefix + System.IO.Path.GetRandomFileName() + System.IO.Path.GetRandomFileName());
        try
        {
            return new(Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            return new(Directory.CreateTempSubdirectory(Prefix).FullName);
        }
    }

    /// <summary>Puts a file into it.</summary>
    /// <param name="name">A name of ours, never one that came from outside.</param>
    /// <param name="content">What it holds.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<string> PutAsync(string name, ReadOnlyMemory<byte> content, CancellationToken ct)
    {
        var file = System.IO.Path.Combine(Path, name);
        await File.WriteAllBytesAsync(file, content, ct);
        return file;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Gone already.
        }
    }
}
