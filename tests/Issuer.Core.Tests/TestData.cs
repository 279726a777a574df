using Xunit;

namespace Issuer.Core.Tests;

/// <summary>
/// Published vectors and attack sets. They are other people's work and lie beside the repository (<c>../shared</c>), never in it; a test that needs a set
/// which is not there is skipped, and says which one.
/// </summary>
internal static class TestData
{
    /// <summary>The folder that holds <c>Issuer.sln</c>, or null when the tests run away from their repository.</summary>
    public static string? RepositoryRoot { get; } = FindRepositoryRoot();

    /// <summary>The folder with the published sets, or null where there is none.</summary>
    public static string? SharedRoot { get; } = FindSharedRoot();

    /// <summary>The full path of a file or folder of the published sets; skips the running test when it is missing.</summary>
    public static string Shared(string relative)
    {
        var path = SharedRoot is null ? null : Path.Combine(SharedRoot, relative);
        if (path is null || (!File.Exists(path) && !Directory.Exists(path)))
            Assert.Skip($"The set 'shared/{relative}' is not beside this repository.");
        return path!;
    }

    /// <summary>The repository's root; skips the running test when there is none (tests published without sources).</summary>
    public static string Repository()
    {
        if (RepositoryRoot is null)
            Assert.Skip("The repository's sources are not above the test program.");
        return RepositoryRoot!;
    }

    private static string? FindRepositoryRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Issuer.sln")))
                return folder.FullName;
        }

        return null;
    }

    private static string? FindSharedRoot()
    {
        if (RepositoryRoot is null)
            return null;
        var shared = Path.GetFullPath(Path.Combine(RepositoryRoot, "..", "shared"));
        return Directory.Exists(shared) ? shared : null;
    }
}
