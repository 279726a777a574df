using Issuer.Core.Keys;
using Xunit;

namespace Issuer.Core.Tests.Keys;

/// <summary>Ed25519 on each library, so that every expectation is held against both.</summary>
internal static class BackEnds
{
    public static TheoryData<string> Names => ["libsodium", "OpenSSL"];

    /// <summary>The algorithm on one library; skips the running test where that library is not installed.</summary>
    public static Ed25519Algorithm On(string name)
    {
        var backEnd = Ed25519BackEnd.Installed().FirstOrDefault(installed => installed.Name == name);
        if (backEnd is null)
            Assert.Skip($"{name} is not installed.");
        return new Ed25519Algorithm(backEnd!);
    }

    /// <summary>A public key on one library; null when it is refused.</summary>
    public static PublicKey? Import(this Ed25519Algorithm algorithm, string hex) =>
        algorithm.ImportPublic(Convert.FromHexString(hex)) is { } material ? new PublicKey(algorithm, material) : null;

    /// <summary>A private key on one library.</summary>
    public static SigningKey ImportSeed(this Ed25519Algorithm algorithm, ReadOnlySpan<byte> seed) => new(algorithm, algorithm.Import(seed)!);
}
