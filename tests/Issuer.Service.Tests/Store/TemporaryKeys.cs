using System.Runtime.Versioning;
using Issuer.Service.Store;

namespace Issuer.Service.Tests.Store;

/// <summary>A keys directory of its own for one test.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class TemporaryKeys : IDisposable
{
    private readonly string _parent = Directory.CreateTempSubdirectory("issuer-keys-").FullName;

    public TemporaryKeys(KeysDirectoryOptions? options = null) => Keys = KeysDirectory.OpenOrCreate(Path, options ?? new KeysDirectoryOptions());

    public string Path => System.IO.Path.Combine(_parent, "keys");

    public KeysDirectory Keys { get; }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>A copy of the directory as an operator would make it.</summary>
    public string Copy(string name)
    {
        var copy = System.IO.Path.Combine(_parent, name);
        Directory.CreateDirectory(copy, System.IO.File.GetUnixFileMode(Path));
        foreach (var file in Directory.EnumerateFiles(Path))
            System.IO.File.Copy(file, System.IO.Path.Combine(copy, System.IO.Path.GetFileName(file)));
        return copy;
    }

    public void Dispose()
    {
        Keys.Dispose();
        Directory.Delete(_parent, recursive: true);
    }
}
