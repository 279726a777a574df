using BenchmarkDotNet.Attributes;
using Issuer.Core.Keys;

namespace Issuer.Benchmarks.Micro;

/// <summary>One signature over what a micro-credential's signing input weighs, and its verification.</summary>
[MemoryDiagnoser]
public class SignatureBenchmark
{
    private readonly byte[] _message = new byte[8 * 1024];
    private SigningKey _key = null!;
    private byte[] _signature = null!;

    [Params("ES256", "EdDSA", "ES384")]
    public string Algorithm { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        _key = SigningKey.Generate(SignatureAlgorithm.FromJwsName(Algorithm)!);
        _signature = _key.Sign(_message);
    }

    [GlobalCleanup]
    public void Cleanup() => _key.Dispose();

    [Benchmark]
    public byte[] Sign() => _key.Sign(_message);

    [Benchmark]
    public bool Verify() => _key.PublicKey.Verify(_message, _signature);
}
