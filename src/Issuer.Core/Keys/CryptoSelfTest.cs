using System.Security.Cryptography;

namespace Issuer.Core.Keys;

/// <summary>Known-answer tests, run once when a program starts: a library that computes wrongly must not sign or judge anything.</summary>
public static class CryptoSelfTest
{
    /// <summary>The library that computes Ed25519: <c>libsodium</c>, or <c>OpenSSL</c> where that is missing.</summary>
    /// <exception cref="CryptographicException">Neither is installed; the message names the package.</exception>
    public static string Ed25519BackEnd => ((Ed25519Algorithm)SignatureAlgorithm.Ed25519).BackEnd.Name;

    /// <summary>Tests each algorithm, and Ed25519 on each library that is installed. Takes some tens of milliseconds, most of them for loading the libraries.</summary>
    /// <exception cref="CryptographicException">One gave a wrong answer, or nothing provides Ed25519; the message says which.</exception>
    public static void Run()
    {
        _ = Ed25519BackEnd;
        foreach (var backEnd in Keys.Ed25519BackEnd.Installed())
            RunEd25519(backEnd);
        foreach (var algorithm in new[] { SignatureAlgorithm.P256, SignatureAlgorithm.P384 })
            RunEcdsa(algorithm);
        RunRsa();
    }

    internal static void RunEd25519(Ed25519BackEnd backEnd)
    {
        // RFC 8032 section 7.1, test 3.
        var seed = Convert.FromHexString("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7");
        var publicKey = Convert.FromHexString("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025");
        var expected = Convert.FromHexString(
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a");
        byte[] message = [0xaf, 0x82];

        using var key = backEnd.OpenSeed(seed);
        var signature = new byte[64];
        key.Sign(message, signature);
        Require(key.Public.Raw.Span.SequenceEqual(publicKey) && signature.AsSpan().SequenceEqual(expected), $"Ed25519 ({backEnd.Name}) signs");
        RequireVerify(key.Public.Verify, message, signature, $"Ed25519 ({backEnd.Name})");
        Require(backEnd.IsPrimeOrderPoint(publicKey) && !backEnd.IsPrimeOrderPoint(new byte[32]), $"Ed25519 ({backEnd.Name}) knows a good key");
        var mixed = backEnd.OpenPublic(MixedOrderSignature.PublicKey);
        Require(!mixed.Verify(MixedOrderSignature.Message, MixedOrderSignature.Signature), $"Ed25519 ({backEnd.Name}) refuses an R of mixed order");
    }

    private static void RunEcdsa(SignatureAlgorithm algorithm)
    {
        // RFC 6979 appendices A.2.5 and A.2.6, message "sample", with SHA-256 and SHA-384.
        var (secret, known) = algorithm == SignatureAlgorithm.P256
            ? ("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721",
                "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8")
            : ("6b9d3dad2e1b8c1c05b19875b6659f4de23c3b667bf297ba9aa47740787137d896d5724e4c70a825f872c9ea60d2edf5",
                "94edbb92a5ecb8aad4736e56c691916b3f88140666ce9fa73d64c4ea95ad133c81a648152e44acf96e36dd1e80fabe46"
                + "99ef4aeb15f178cea1fe40db2603138f130e740a19624526203b6351d0a3a94fa329c145786e679e7b82c71a38628ac8");

        using var key = algorithm.Import(Convert.FromHexString(secret)) ?? throw new CryptographicException($"{algorithm} cannot take a key.");
        RequireVerify(key.Public.Verify, "sample"u8, Convert.FromHexString(known), algorithm.Name);
        var signature = new byte[algorithm.SignatureSize];
        key.Sign("sample"u8, signature);
        RequireVerify(key.Public.Verify, "sample"u8, signature, $"{algorithm}, own signature");
    }

    private static void RunRsa()
    {
        // Made for this test with OpenSSL's command line from "sample"; the private key was thrown away.
        var spki = Convert.FromBase64String(
            "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA9x6ZH7yQox4UTLwVO82NbNREz7AkTu0Pi9enwY7TcpaCrV+7PrQimb1F"
            + "fYptexhPfxX02ACVGR9rc7PN/oO2fDg7W2YQuvZkX7FtuILsXnL6pNB3XlDIcwEHSN7KqWwE5qxnJVXjsBiomcLxjXWpwSLh+MAh"
            + "GG9dpuej3jQ5gZ6NUvkBecLsBiqtq0qqsPFDtdDkmlTU3I++yg8GwXwvwagXQQKnpBYu+ak79d54+9G7gUqc0NXIIo65ZxnmIKVO"
            + "c+3fCiVWitNQ5U4aquy0lkllFzP/IPFRUr9u3/nLAcqUOzZ/j40L3qiJWfiM1eaD0wP/NYTMXgmBfEz+1Ax7BwIDAQAB");
        var rs256 = Convert.FromBase64String(
            "N/KXLbb0kRQ3QpqB8wKv38TBF28xIKadSNXbfRBCzWzG2hnDmxDXlQLlU0jOY+Kn4Et6rG3hESlpVS567tdOc3Lr4hLK2bRcD2rr"
            + "CghRZbNkT75ujga7NjbnzTLJcJWhbRBVfvgMBiXZ9dvxLWY634XV11L2jNBbWZeKRQ/CnGL9yWRZFOxg0LAKpsnvRTHR+A9/2ODI"
            + "1HxeugFhELStKC6wqwIIsPXh/9wyzB+B9T6GqiwtxgGfi13omITj7HH31qQ2e3u2vGphcQ1ECEovEPT2rrn9q6M9NR4xe4Kt3a2P"
            + "Lg3XCXkuJtfozj43XAcSEraXo5afrJhn62XDUi0Y0g==");
        var ps256 = Convert.FromBase64String(
            "LMFdkOd+Xk+NqTsbmsZBw5T9Rfj/t6GfT4ubtRJaoHrqIpVNWXbOga+5fQpFYBj1JjKECbd/AeSDcuqJMc3RTM5D4bxbO21tVw9w"
            + "xGfCMo+2Cy6ReXgT1JqkaeF4ibWUWT0LdC1+POxDt4WqKBnsuvRVodZr4JEsXASJWX0OfsVOs4yLYw0Rid9tygYoxcFY11Rfw2Aa"
            + "TlwRBmKqpx1tANBIHiY+o5LxM6cUOLIPce7kLG+jz/whZEbBB4n/BB0pFnRTQ7QyF5ha2FXKaQjgbZzWoVAT7OYyulaFpELcULiy"
            + "BpBJYw5xw1Fatfvi9ZEaUPHWr3iAwvpQivcEIapXEw==");

        foreach (var (name, signature) in new[] { ("RS256", rs256), ("PS256", ps256) })
        {
            Require(PublicKey.TryFromSpki(spki, out var key, out _, name), $"{name} takes a key");
            RequireVerify(key!.Verify, "sample"u8, signature, name);
        }
    }

    private static void RequireVerify(Func<ReadOnlySpan<byte>, ReadOnlySpan<byte>, bool> verify, ReadOnlySpan<byte> message, byte[] signature, string what)
    {
        Require(verify(message, signature), $"{what} verifies");
        signature[^1] ^= 1;
        Require(!verify(message, signature), $"{what} refuses a changed signature");
    }

    private static void Require(bool isRight, string what)
    {
        if (!isRight)
            throw new CryptographicException($"Known-answer test failed: {what}. The native library does not compute rightly.");
    }
}
