using Issuer.Core.Keys;
using Issuer.Service.Store;

namespace Issuer.Service.Institutions;

/// <summary>Signing keys in the keys directory, and the lock that lets one program at a time add one.</summary>
public sealed class SigningKeyFiles(KeysDirectory directory)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    /// <summary>Names the directory; see <see cref="KeysDirectory.Fingerprint"/>.</summary>
    public string Fingerprint => directory.Fingerprint;

    /// <summary>Whether there is a file for that key.</summary>
    public bool Exists(string slug, string keyId) => File.Exists(Path.Combine(directory.Path, slug, keyId + ".json"));

    /// <inheritdoc cref="KeysDirectory.Refuses"/>
    public bool Refuses(PublicKey key) => directory.Refuses(key);

    /// <summary>The key, which the caller disposes; null when there is no file.</summary>
    public SigningKey? Load(string slug, string keyId) => directory.Load(slug, keyId);

    /// <summary>Writes the key; it is on disk when this returns. A key id is written once.</summary>
    public void Store(string slug, string keyId, SigningKey key) => directory.Store(slug, keyId, key);

    /// <summary>
    /// Keeps every other program from adding keys until disposed. Without it two of them could choose the same key id, and the file of
    /// the one replace that of the other, whose public key is in the log.
    /// </summary>
    internal async Task<IDisposable> LockAsync()
    {
        var path = Path.Combine(directory.Path, "adding-keys.lock");
        for (var waited = TimeSpan.Zero; ; waited += TimeSpan.FromMilliseconds(50))
        {
            try
            {
                // FileShare.None is an advisory lock (flock) that ends with the process.
                var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
                if (!OperatingSystem.IsWindows())
                    options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
                return new FileStream(path, options);
            }
            catch (IOException) when (waited < LongestWait)
            {
                await Task.Delay(50);
            }
        }
    }
}
