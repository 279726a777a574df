using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Issuer.Service.Store;

/// <summary>
/// The file <c>learner-keys.tree</c> in the keys directory: the <see cref="WrappingKeys"/> under which learners' data keys are wrapped. It changes when a
/// learner is erased and when wrapping keys are rotated or retired; after an erasure no copy of the database, however old, gives the learner's key
/// together with the present keys directory.
/// </summary>
/// <remarks>
/// A change takes four steps, each safe to be the last one before a crash: the new tree is written beside and synchronised; the
/// old one is renamed to <c>.old</c>; the new one gets the name; the old one is overwritten, synchronised and removed. The next
/// opening finishes what is unfinished. Programs on one directory take turns through a lock file, and notice each other's changes by
/// the file's time and length.
/// </remarks>
internal sealed class LearnerTree
{
    public const string FileName = "learner-keys.tree";

    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int HeadBytes = 22;

    // The first form holds the first generation alone, so that programs from before there were several go on reading it until the first rotation.
    private static readonly byte[] FirstHead = "issuer-learner-tree-1\n"u8.ToArray();
    private static readonly byte[] Head = "issuer-learner-tree-2\n"u8.ToArray();
    private static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LockPoll = TimeSpan.FromMilliseconds(20);

    private readonly KeysDirectory _keys;
    private readonly Lock _gate = new();
    private volatile Version _current;

    public LearnerTree(KeysDirectory keys)
    {
        _keys = keys;
        using (TakeTurn(keys.Path))
        {
            Finish(keys.Path);
            _current = Load();
        }
    }

    /// <summary>The keys as they stand in the directory now.</summary>
    public WrappingKeys Current
    {
        get
        {
            var current = _current;
            return current.Stamp == Stamp() ? current.Keys : Reload();
        }
    }

    /// <summary>Writes a new tree into a directory that has none.</summary>
    public static void Create(string directory, byte[] key)
    {
        DurableFile.Write(Path.Combine(directory, FileName), Seal(WrappingKeys.First(PuncturableKey.Create()), key));
        CryptographicOperations.ZeroMemory(key);
    }

    /// <summary>Removes leaves for good; returns when the change is on disk and the old file is overwritten.</summary>
    public void Puncture(IReadOnlyCollection<long> leaves) => Change(keys => leaves.Aggregate(keys, static (trees, leaf) => trees.Puncture(leaf)));

    /// <summary>Changes the file; returns when the change is on disk and the old file is overwritten.</summary>
    /// <param name="change">Answers the same instance where there is nothing to change.</param>
    public void Change(Func<WrappingKeys, WrappingKeys> change)
    {
        lock (_gate)
        {
            using (TakeTurn(_keys.Path))
            {
                Finish(_keys.Path);
                var before = Load().Keys;
                var after = change(before);
                if (!ReferenceEquals(before, after))
                {
                    DurableFile.Write(Name("new"), Seal(after, _keys.TreeKey));
                    File.Move(Name(), Name("old"), overwrite: true);
                    File.Move(Name("new"), Name());
                    DurableFile.SynchroniseDirectory(_keys.Path);
                    Finish(_keys.Path);
                }

                _current = Load();
            }
        }
    }

    private static void Finish(string directory)
    {
        var name = Path.Combine(directory, FileName);
        var (newer, older) = (name + ".new", name + ".old");
        if (!File.Exists(name) && File.Exists(newer))
        {
            // Both renames lie between a complete new file and its name.
            File.Move(newer, name);
            DurableFile.SynchroniseDirectory(directory);
        }

        File.Delete(newer);
        if (File.Exists(older))
        {
            DurableFile.Overwrite(older);
            File.Delete(older);
            DurableFile.SynchroniseDirectory(directory);
        }
    }

    private WrappingKeys Reload()
    {
        lock (_gate)
        {
            if (_current.Stamp != Stamp())
            {
                using (TakeTurn(_keys.Path))
                {
                    Finish(_keys.Path);
                    _current = Load();
                }
            }

            return _current.Keys;
        }
    }

    private Version Load()
    {
        var stamp = Stamp();
        if (!File.Exists(Name()))
            throw new StoreRefusedException($"{FileName} is missing in {_keys.Path}: learners' data cannot be read without it. Restore it from a backup of the keys.");
        KeysDirectory.CheckFileMode(Name(), _keys.IsDevelopment);
        return TryOpen(File.ReadAllBytes(Name()), _keys.TreeKey, out var keys)
            ? new Version(keys, stamp)
            : throw new StoreRefusedException($"{FileName} in {_keys.Path} was changed or belongs to another key-encryption key.");
    }

    private (DateTime Time, long Length) Stamp()
    {
        var file = new FileInfo(Name());
        return file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
    }

    private string Name(string? suffix = null) => Path.Combine(_keys.Path, suffix is null ? FileName : $"{FileName}.{suffix}");

    private static byte[] Seal(WrappingKeys keys, ReadOnlySpan<byte> key)
    {
        var head = keys.IsFirstAlone ? FirstHead : Head;
        var plain = keys.Export();
        var content = new byte[HeadBytes + NonceBytes + plain.Length + TagBytes];
        head.CopyTo(content, 0);
        var nonce = content.AsSpan(HeadBytes, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(key, TagBytes);
        cipher.Encrypt(nonce, plain, content.AsSpan(HeadBytes + NonceBytes, plain.Length), content.AsSpan(content.Length - TagBytes), head);
        CryptographicOperations.ZeroMemory(plain);
        return content;
    }

    private static bool TryOpen(ReadOnlySpan<byte> content, ReadOnlySpan<byte> key, [NotNullWhen(true)] out WrappingKeys? keys)
    {
        keys = null;
        if (content.Length < HeadBytes + NonceBytes + TagBytes || (!content.StartsWith(FirstHead) && !content.StartsWith(Head)))
            return false;
        var plain = new byte[content.Length - HeadBytes - NonceBytes - TagBytes];
        using var cipher = new AesGcm(key, TagBytes);
        try
        {
            cipher.Decrypt(content.Slice(HeadBytes, NonceBytes), content.Slice(HeadBytes + NonceBytes, plain.Length), content[^TagBytes..], plain, content[..HeadBytes]);
            return WrappingKeys.TryImport(plain, firstAlone: content.StartsWith(FirstHead), out keys);
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    private static FileStream TakeTurn(string directory)
    {
        var path = Path.Combine(directory, FileName + ".lock");
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(path, options);
            }
            catch (IOException) when (TimeProvider.System.GetElapsedTime(started) < LockTimeout)
            {
                using var pause = new ManualResetEventSlim();
                pause.Wait(LockPoll);
            }
        }
    }

    private sealed record Version(WrappingKeys Keys, (DateTime Time, long Length) Stamp);
}
