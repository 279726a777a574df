using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using FluentAssertions;
using FsCheck;
using FsCheck.Fluent;
using Issuer.Core.Encoding;
using Xunit;

namespace Issuer.Core.Tests.Encoding;

public partial class CanonicalJsonTests
{
    public static TheoryData<string> Files => ["arrays", "french", "structures", "unicode", "values", "weird"];

    [Theory]
    [MemberData(nameof(Files))]
    public void The_files_of_the_published_set_hold(string name)
    {
        var folder = TestData.Shared("vectors/json-canonicalization/testdata");
        var canonical = Canonical(File.ReadAllBytes(Path.Combine(folder, "input", name + ".json")));
        canonical.Should().Equal(File.ReadAllBytes(Path.Combine(folder, "output", name + ".json")));
        var hex = Regex.Replace(File.ReadAllText(Path.Combine(folder, "outhex", name + ".txt")), @"\s", "");
        Convert.ToHexStringLower(canonical).Should().Be(hex);
        Canonical(canonical).Should().Equal(canonical, "it is its own canonical form");
    }

    [Theory]
    [InlineData(1_000, "be18b62b6f69cdab33a7e0dae0d9cfa869fda80ddc712221570f9f40a5878687")]
    [InlineData(10_000, "b9f7a8e75ef22a835685a52ccba7f7d6bdc99e34b010992cbc5864cd12be6892")]
    [InlineData(100_000, "22776e6d4b49fa294a0d0f349268e5c28808fe7e0cb2bcbe28f63894e494d4c7")]
    public void The_number_sequence_of_the_published_set_has_its_hash(int lines, string sha256)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> line = stackalloc byte[64];
        foreach (var bits in NumberSequence().Take(lines))
        {
            bits.TryFormat(line, out var length, "x", CultureInfo.InvariantCulture).Should().BeTrue();
            line[length++] = (byte)',';
            length += EcmaScriptNumber.Format(BitConverter.UInt64BitsToDouble(bits), line[length..]);
            line[length++] = (byte)'\n';
            hash.AppendData(line[..length]);
        }

        Convert.ToHexStringLower(hash.GetHashAndReset()).Should().Be(sha256);
    }

    [Theory]
    // RFC 8785 appendix B, those that JSON can hold.
    [InlineData("0000000000000000", "0")]
    [InlineData("8000000000000000", "0")]
    [InlineData("0000000000000001", "5e-324")]
    [InlineData("8000000000000001", "-5e-324")]
    [InlineData("7fefffffffffffff", "1.7976931348623157e+308")]
    [InlineData("ffefffffffffffff", "-1.7976931348623157e+308")]
    [InlineData("4340000000000000", "9007199254740992")]
    [InlineData("c340000000000000", "-9007199254740992")]
    [InlineData("4430000000000000", "295147905179352830000")]
    [InlineData("44b52d02c7e14af5", "9.999999999999997e+22")]
    [InlineData("44b52d02c7e14af6", "1e+23")]
    [InlineData("44b52d02c7e14af7", "1.0000000000000001e+23")]
    [InlineData("444b1ae4d6e2ef4e", "999999999999999700000")]
    [InlineData("444b1ae4d6e2ef4f", "999999999999999900000")]
    [InlineData("444b1ae4d6e2ef50", "1e+21")]
    [InlineData("3eb0c6f7a0b5ed8c", "9.999999999999997e-7")]
    [InlineData("3eb0c6f7a0b5ed8d", "0.000001")]
    [InlineData("41b3de4355555553", "333333333.3333332")]
    [InlineData("41b3de4355555554", "333333333.33333325")]
    [InlineData("41b3de4355555555", "333333333.3333333")]
    [InlineData("41b3de4355555556", "333333333.3333334")]
    [InlineData("41b3de4355555557", "333333333.33333343")]
    [InlineData("becbf647612f3696", "-0.0000033333333333333333")]
    [InlineData("43143ff3c1cb0959", "1424953923781206.2")]
    public void The_numbers_of_RFC_8785_hold(string bits, string text)
    {
        Span<byte> buffer = stackalloc byte[EcmaScriptNumber.MaximumLength];
        var value = BitConverter.UInt64BitsToDouble(ulong.Parse(bits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
        var length = EcmaScriptNumber.Format(value, buffer);
        System.Text.Encoding.ASCII.GetString(buffer[..length]).Should().Be(text);
    }

    [Fact]
    public void Every_double_is_written_so_that_it_reads_back() => Prop.ForAll<long>(bits =>
    {
        var value = BitConverter.Int64BitsToDouble(bits);
        if (!double.IsFinite(value))
            return;
        Span<byte> buffer = stackalloc byte[EcmaScriptNumber.MaximumLength];
        var length = EcmaScriptNumber.Format(value, buffer);
        if (double.Parse(buffer[..length], NumberStyles.Float, CultureInfo.InvariantCulture) != value)
            Assert.Fail($"{bits:x} is written as another number.");
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(10_000));

    [Theory]
    [InlineData("""{"b":1,"a":2}""", """{"a":2,"b":1}""")]
    [InlineData("""{"\u20ac":1,"\r":2,"\ufb33":3,"1":4,"\ud83d\ude00":5,"\u0080":6,"\u00f6":7}""", "{\"\\r\":2,\"1\":4,\"\u0080\":6,\"ö\":7,\"€\":1,\"😀\":5,\"\uFB33\":3}")]
    [InlineData("""["\u000f\u001F\b\t\n\f\r\"\\\/\u007f\u2028"]""", "[\"\\u000f\\u001f\\b\\t\\n\\f\\r\\\"\\\\/\u007f\u2028\"]")]
    [InlineData("[1.0, 1e2, -0, -0.0, 100000000000000000000000, 0.1e-6, 9007199254740993]", "[1,100,0,0,1e+23,1e-7,9007199254740992]")]
    [InlineData(" [ ] ", "[]")]
    [InlineData("{ }", "{}")]
    [InlineData("null", "null")]
    [InlineData("[true,false,null]", "[true,false,null]")]
    [InlineData("""{"":{"":""}}""", """{"":{"":""}}""")]
    [InlineData("{\"\uFB33\":1,\"😀\":2,\"é\":3,\"e\":{\"z\":[{\"y\":1,\"x\":2}],\"a\":1}}", "{\"e\":{\"a\":1,\"z\":[{\"x\":2,\"y\":1}]},\"é\":3,\"😀\":2,\"\uFB33\":1}")]
    [InlineData("[123456789012345,1234567890123456,12345678901234567,-1,-0]", "[123456789012345,1234567890123456,12345678901234568,-1,0]")]
    public void Members_numbers_and_escapes_are_canonical(string json, string canonical) =>
        System.Text.Encoding.UTF8.GetString(Canonical(System.Text.Encoding.UTF8.GetBytes(json))).Should().Be(canonical);

    [Theory]
    [InlineData("""["\ud800"]""")]
    [InlineData("""{"\udc00":1}""")]
    [InlineData("""{"a":1,"\u0061":2}""")]
    [InlineData("[1e400]")]
    [InlineData("[-1e400]")]
    public void What_is_not_I_JSON_has_no_canonical_form(string json)
    {
        using var document = JsonDocument.Parse(json);
        FluentActions.Invoking(() => CanonicalJson.Canonicalize(document.RootElement)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => CanonicalJson.Canonicalize(default)).Should().Throw<ArgumentException>();
    }

    [Theory]
    [InlineData("[\"\u00ff\"]")]
    [InlineData("{\"\u00ff\":1}")]
    [InlineData("{\"\u00ed\u00a0\u0080\":1,\"a\":2}")]
    public void What_is_not_UTF8_has_no_canonical_form(string latin1)
    {
        using var document = JsonDocument.Parse(System.Text.Encoding.Latin1.GetBytes(latin1));
        FluentActions.Invoking(() => CanonicalJson.Canonicalize(document.RootElement)).Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Depth_is_bounded_by_an_exception_and_not_by_the_stack()
    {
        using var deepest = Nested(CanonicalJson.MaximumDepth);
        CanonicalJson.Canonicalize(deepest.RootElement).Should().HaveCount(2 * CanonicalJson.MaximumDepth);
        using var deeper = Nested(CanonicalJson.MaximumDepth + 1);
        FluentActions.Invoking(() => CanonicalJson.Canonicalize(deeper.RootElement)).Should().Throw<ArgumentException>();

        static JsonDocument Nested(int depth) =>
            JsonDocument.Parse(new string('[', depth) + new string(']', depth), new JsonDocumentOptions { MaxDepth = depth });
    }

    [Fact]
    public void The_order_and_spelling_of_the_input_do_not_matter() => Prop.ForAll<NonNull<string>[], int>((names, seed) =>
    {
        var members = names.Select(name => Regex.Replace(name.Get, @"[\ud800-\udfff]", "")).Distinct(StringComparer.Ordinal)
            .Select((name, i) => (Name: name, Value: i)).ToList();
        var shuffled = members.OrderBy(member => (member.Value * 7919 + (long)seed) % 104_729).ToList();
        var plain = "{" + string.Join(",", members.Select(m => $"{JsonSerializer.Serialize(m.Name)}:{m.Value}")) + "}";
        var escaped = "{" + string.Join(" , ", shuffled.Select(m => $"\"{string.Concat(m.Name.Select(c => $"\\u{(int)c:X4}"))}\": {m.Value}.0e0")) + "}";

        var canonical = Canonical(System.Text.Encoding.UTF8.GetBytes(plain));
        Canonical(System.Text.Encoding.UTF8.GetBytes(escaped)).Should().Equal(canonical);
        using var back = JsonDocument.Parse(canonical);
        back.RootElement.EnumerateObject().Select(member => member.Name)
            .Should().Equal(members.Select(member => member.Name).Order(StringComparer.Ordinal));
    }).QuickCheckThrowOnFailure();

    private static byte[] Canonical(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        return CanonicalJson.Canonicalize(document.RootElement);
    }

    /// <summary>The generator that the set's README states in JavaScript; its table of constants is read from there.</summary>
    private static IEnumerable<ulong> NumberSequence()
    {
        var readme = File.ReadAllText(TestData.Shared("vectors/json-canonicalization/testdata/README.md"));
        var table = readme[readme.IndexOf("new BigUint64Array([", StringComparison.Ordinal)..readme.IndexOf("])", StringComparison.Ordinal)];
        foreach (Match constant in Constant().Matches(table))
            yield return ulong.Parse(constant.Groups[1].Value, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        for (var i = 0UL; i < 2000; i++)
            yield return 0x0010000000000000UL + i;
        for (var block = SHA256.HashData(new byte[32]); ; block = SHA256.HashData(block))
        {
            for (var i = 0; i < block.Length; i += 8)
            {
                var bits = BitConverter.ToUInt64(block, i);
                var value = BitConverter.UInt64BitsToDouble(bits);
                if (value != 0 && double.IsFinite(value))
                    yield return bits;
            }
        }
    }

    [GeneratedRegex("0x([0-9a-f]{16})n")]
    private static partial Regex Constant();
}
