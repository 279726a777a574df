using FluentAssertions;
using FsCheck;
using FsCheck.Fluent;
using Issuer.Core.Status;
using Xunit;

namespace Issuer.Core.Tests.Status;

public class IndexPermutationTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    /// <summary>Indexes already handed out depend on these. The values come from a second implementation, in another language.</summary>
    [Theory]
    [InlineData(131_072, new[] { 128_849, 29_303, 122_567, 124_450, 10_792, 51_762, 110_886, 102_312 }, 35_860)]
    [InlineData(100_000, new[] { 39_833, 26_946, 60_699, 14_574, 96_051, 31_665, 30_315, 3_407 }, 25_794)]
    [InlineData(10, new[] { 2, 6, 8, 5, 1, 9, 3, 4 }, 0)]
    [InlineData(2, new[] { 0, 1 }, 1)]
    public void Values_are_golden(int size, int[] first, int last)
    {
        var permutation = new IndexPermutation(Key, size);

        Enumerable.Range(0, first.Length).Select(permutation.Map).Should().Equal(first);
        permutation.Map(size - 1).Should().Be(last);
    }

    [Fact]
    public void Every_index_of_a_list_is_given_exactly_once()
    {
        var permutation = new IndexPermutation(Key, BitstringStatusList.MinimumLength);
        var given = new bool[BitstringStatusList.MinimumLength];
        for (var counter = 0; counter < given.Length; counter++)
        {
            var index = permutation.Map(counter);
            if (given[index])
                Assert.Fail($"The index {index} was given twice.");
            given[index] = true;
        }
    }

    [Fact]
    public void It_is_a_bijection_for_any_key_and_size() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<byte>(),
            Gen.Choose(2, 600).ToArbitrary(),
            (seed, size) =>
            {
                var permutation = new IndexPermutation(Enumerable.Repeat(seed, 32).ToArray(), size);
                return Enumerable.Range(0, size).Select(permutation.Map).Order().SequenceEqual(Enumerable.Range(0, size));
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void Neighbours_in_time_are_not_neighbours_in_the_list()
    {
        var permutation = new IndexPermutation(Key, BitstringStatusList.MinimumLength);
        var near = Enumerable.Range(0, 2_000).Count(i => Math.Abs(permutation.Map(i) - permutation.Map(i + 1)) < 1_000);

        // A random permutation has about 30 such pairs in 2,000.
        near.Should().BeInRange(5, 80);
    }

    [Fact]
    public void Another_key_is_another_order()
    {
        var one = new IndexPermutation(Key, BitstringStatusList.MinimumLength);
        var other = new IndexPermutation(new byte[32], BitstringStatusList.MinimumLength);

        Enumerable.Range(0, 1_000).Count(i => one.Map(i) == other.Map(i)).Should().BeLessThan(5);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(131_072)]
    [InlineData(int.MaxValue)]
    public void A_full_list_has_no_index_left(int counter) =>
        FluentActions.Invoking(() => new IndexPermutation(Key, 131_072).Map(counter)).Should().Throw<ArgumentOutOfRangeException>();

    [Theory]
    [InlineData(31, 131_072)]
    [InlineData(33, 131_072)]
    [InlineData(32, 1)]
    [InlineData(32, -5)]
    public void Key_and_size_are_checked(int keyLength, int size) =>
        FluentActions.Invoking(() => new IndexPermutation(new byte[keyLength], size)).Should().Throw<ArgumentOutOfRangeException>();
}
