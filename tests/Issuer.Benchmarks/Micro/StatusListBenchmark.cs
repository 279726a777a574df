using BenchmarkDotNet.Attributes;
using Issuer.Core.Status;

namespace Issuer.Benchmarks.Micro;

/// <summary>A list of 131,072 entries, with the given number of bits set at scattered places.</summary>
[MemoryDiagnoser]
public class StatusListBenchmark
{
    private BitstringStatusList _list = null!;
    private string _encoded = "";

    [Params(0, 100, 10_000)]
    public int Set { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _list = BitstringStatusList.Empty();
        var places = new IndexPermutation(new byte[IndexPermutation.KeyLength], BitstringStatusList.MinimumLength);
        for (var counter = 0; counter < Set; counter++)
            _list.Set(places.Map(counter), true);
        _encoded = Encode();
        Console.WriteLine($"// {Set} bits set: {_encoded.Length} characters");
    }

    [Benchmark]
    public string Encode() => _list.Encode();

    [Benchmark]
    public bool Decode() => BitstringStatusList.TryDecode(_encoded, 1 << 20, out _, out _);
}
