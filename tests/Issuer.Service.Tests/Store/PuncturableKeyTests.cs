using FluentAssertions;
using Issuer.Service.Store;
using Xunit;

namespace Issuer.Service.Tests.Store;

/// <summary>A punctured leaf is gone, and nothing else is.</summary>
public sealed class PuncturableKeyTests
{
    [Fact]
    public void Puncturing_one_leaf_changes_no_other()
    {
        var before = PuncturableKey.Create();
        long[] erased = [0, 1, 5, 1L << 30, (1L << 30) + 3, PuncturableKey.MaximumLeaf];
        long[] kept = [2, 3, 4, 6, 255, (1L << 30) - 1, (1L << 30) + 1, (1L << 30) + 4, PuncturableKey.MaximumLeaf - 1, 777_777_777_777];

        var after = erased.Aggregate(before, (key, leaf) => key.Puncture(leaf));

        foreach (var leaf in kept)
            Derive(after, leaf).Should().Equal(Derive(before, leaf), $"leaf {leaf} was not punctured");
        foreach (var leaf in erased)
            Derive(after, leaf).Should().BeNull();
        after.Punctured().Should().Equal(erased);
        after.Puncture(5).Should().BeSameAs(after);
    }

    [Fact]
    public void Every_leaf_has_a_key_of_its_own()
    {
        var key = PuncturableKey.Create();
        Enumerable.Range(0, 2_000).Select(leaf => Convert.ToHexString(Derive(key, leaf)!)).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void No_inner_node_of_a_punctured_path_is_left_in_the_file()
    {
        const long Leaf = 123_456_789_012;
        var before = PuncturableKey.Create();
        var covering = before.Export().Chunk(41).Single(node => First(node) <= Leaf && Leaf < First(node) + (1L << 30));

        var after = before.Puncture(Leaf).Export();

        Convert.ToHexString(after).Should().NotContain(Convert.ToHexString(covering[9..]));
        after.Length.Should().Be((1024 - 1 + (15 * 3)) * 41);
    }

    [Fact]
    public void The_file_form_gives_the_same_key_back_and_refuses_overlaps()
    {
        var key = PuncturableKey.Create().Puncture(42);
        var bytes = key.Export();
        PuncturableKey.TryImport(bytes, out var again).Should().BeTrue();
        Derive(again!, 43).Should().Equal(Derive(key, 43));
        again!.IsPunctured(42).Should().BeTrue();

        PuncturableKey.TryImport(bytes.AsSpan(0, bytes.Length - 1), out _).Should().BeFalse();
        PuncturableKey.TryImport([.. bytes.AsSpan(41, 41), .. bytes.AsSpan(0, 41)], out _).Should().BeFalse();
        bytes[8] = 4;
        PuncturableKey.TryImport(bytes, out _).Should().BeFalse();
    }

    // The construction is frozen: every wrapped key in every database depends on it. Expected values: Python, hashlib.
    [Fact]
    public void A_known_tree_gives_known_keys()
    {
        var node = new byte[41];
        node[8] = 5;
        for (var i = 0; i < 32; i++)
            node[9 + i] = (byte)i;
        PuncturableKey.TryImport(node, out var key).Should().BeTrue();
        Convert.ToHexString(Derive(key!, 0)!).Should().Be("A4ECD977DA0F7EE8E2ED7198DE825A95C6B73BC3F33EC701E536E6715DED9653");
        Convert.ToHexString(Derive(key!, 1_000_000_007)!).Should().Be("9AC98A8B5193F4D015A9E63E9E55A83FB19094CFE8EA2A3C47E0ACB1DE7DD55C");
    }

    private static long First(byte[] node) => Convert.ToInt64(Convert.ToHexString(node.AsSpan(0, 8)), 16);

    private static byte[]? Derive(PuncturableKey key, long leaf)
    {
        var derived = new byte[32];
        return key.TryDerive(leaf, derived) ? derived : null;
    }
}
