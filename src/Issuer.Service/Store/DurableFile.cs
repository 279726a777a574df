using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Issuer.Service.Store;

/// <summary>
/// Files that are either the old or the new version after a crash, and on disk when a call returns. fsync is called directly because the
/// framework's own flush swallows its errors.
/// </summary>
internal static class DurableFile
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes a private file (0600): temporary name, synchronise, rename, synchronise the directory.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var partial = path + ".partial";
        File.Delete(partial);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = Private;
        using (var file = new FileStream(partial, options))
        {
            file.Write(content);
            file.Flush();
        }

        MoveIntoPlace(partial, path);
    }

    /// <summary>Like <see cref="Write"/>, and afterwards overwrites what the name stood for before.</summary>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        using var before = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        Write(path, content);
        Zero(before);
        before.Flush();
        Synchronise(before.SafeFileHandle, path);
    }

    /// <summary>Synchronises a complete file and gives it its name, replacing what had it.</summary>
    public static void MoveIntoPlace(string partial, string path)
    {
        using (var file = File.OpenHandle(partial, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
            Synchronise(file, partial);
        File.Move(partial, path, overwrite: true);
        SynchroniseDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>Writes zeros over a file's content, as far as the file system writes in place.</summary>
    public static void Overwrite(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write);
        Zero(file);
        file.Flush();
        Synchronise(file.SafeFileHandle, path);
    }

    public static void SynchroniseDirectory(string path)
    {
        // Windows has no such call; NTFS journals the rename.
        if (OperatingSystem.IsWindows())
            return;
        var descriptor = open(Encoding.UTF8.GetBytes(path + '\0'), 0);
        if (descriptor < 0)
            throw Fault(path);
        using var directory = new SafeFileHandle(descriptor, ownsHandle: true);
        Synchronise(directory, path);
    }

    private static void Synchronise(SafeFileHandle file, string path)
    {
        if (OperatingSystem.IsWindows())
            RandomAccess.FlushToDisk(file);
        else if (fsync(file) != 0)
            throw Fault(path);
    }

    private static void Zero(FileStream file)
    {
        var zeros = new byte[64 * 1024];
        for (var rest = file.Length; rest > 0; rest -= zeros.Length)
            file.Write(zeros, 0, (int)Math.Min(rest, zeros.Length));
    }

    private static IOException Fault(string path)
    {
        var error = Marshal.GetLastPInvokeError();
        return new IOException($"{path} could not be written to disk.", new Win32Exception(error));
    }

#pragma warning disable SYSLIB1054 // Generated marshalling would need unsafe code in this assembly for two calls.
    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int fsync(SafeFileHandle file);

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int open(byte[] path, int flags);
#pragma warning restore SYSLIB1054
}
