using System.Text;
using System.Text.Json;
using FluentAssertions;
using FsCheck;
using FsCheck.Fluent;
using Issuer.Core.Encoding;
using Xunit;

namespace Issuer.Core.Tests.Encoding;

public class StrictJsonTests
{
    [Theory]
    // Members that occur twice: raw, escaped, nested, with a large value between, in the name's other spelling.
    [InlineData("""{"a":1,"a":2}""", "json-duplicate-member", "/a", 7)]
    [InlineData("""{"a":1,"\u0061":2}""", "json-duplicate-member", "/a", 7)]
    [InlineData("""{"\u0061":1,"a":2}""", "json-duplicate-member", "/a", 12)]
    [InlineData("""{"x":[0,{"é":1,"\u00e9":1}]}""", "json-duplicate-member", "/x/1/é", 16)]
    [InlineData("""{"😀":1,"\ud83d\uDE00":2}""", "json-duplicate-member", "/😀", 10)]
    [InlineData("""{"a/b~":1,"b":{"a":1},"a/b~":2}""", "json-duplicate-member", "/a~1b~0", 22)]
    [InlineData("""{"":1,"":2}""", "json-duplicate-member", "/", 6)]
    // Half a surrogate pair.
    [InlineData("""["\ud800"]""", "json-lone-surrogate", "/0", 2)]
    [InlineData("""["a\uDFFF"]""", "json-lone-surrogate", "/0", 3)]
    [InlineData("""["\ud83d\u0041"]""", "json-lone-surrogate", "/0", 2)]
    [InlineData("""["\ud83dx\ude00"]""", "json-lone-surrogate", "/0", 2)]
    [InlineData("""["\ude00\ud83d"]""", "json-lone-surrogate", "/0", 2)]
    [InlineData("""["\ud83d\ud83d\ude00"]""", "json-lone-surrogate", "/0", 2)]
    [InlineData("""["\ud83d\n"]""", "json-lone-surrogate", "/0", 2)]
    [InlineData("""{"a":{"\udc00":1}}""", "json-lone-surrogate", "/a", 7)]
    // U+0000.
    [InlineData("""{"a":"\u0000"}""", "json-null-character", "/a", 6)]
    [InlineData("""{"a":["x",{"\u0000b":1}]}""", "json-null-character", "/a/1", 12)]
    [InlineData("""["\\\u0000"]""", "json-null-character", "/0", 4)]
    // Numbers.
    [InlineData("""{"n":[1,1e400]}""", "json-number-range", "/n/1", 8)]
    [InlineData("[-1E400]", "json-number-range", "/0", 1)]
    [InlineData("[0.00001e315]", "json-number-range", "/0", 1)]
    [InlineData("1e99999999999999999999", "json-number-range", "", 0)]
    [InlineData("[12345678901234567890123456789012345678901]", "json-number-range", "/0", 1)]
    [InlineData("[0.1234567890123456789012345678901234567890]", "json-number-range", "/0", 1)]
    // Depth: three are allowed here.
    [InlineData("[[[[]]]]", "json-too-deep", "/0/0/0", 3)]
    [InlineData("""{"a":{"b":[1,{}]}}""", "json-too-deep", "/a/b/1", 13)]
    // Bytes that are not UTF-8 come below; UTF-16 whose characters are ASCII is valid UTF-8, so it is told by its zeros.
    [InlineData("[\0]\0", "json-not-utf8", "", 0)]
    [InlineData("\0[\0]", "json-not-utf8", "", 0)]
    [InlineData("\uFEFF{}", "json-not-utf8", "", 0)]
    // Syntax; the pointer names the last place that was reached.
    [InlineData("", "json-syntax", "", 0)]
    [InlineData(" ", "json-syntax", "", 1)]
    [InlineData("{} {}", "json-syntax", "", 3)]
    [InlineData("1 1", "json-syntax", "", 2)]
    [InlineData("[1,]", "json-syntax", "/0", 3)]
    [InlineData("""{"a":1,}""", "json-syntax", "/a", 7)]
    [InlineData("{\"a\":1,\n\"b\":nul}", "json-syntax", "/b", 15)]
    [InlineData("[1] // no", "json-syntax", "", 4)]
    [InlineData("/* no */ 1", "json-syntax", "", 0)]
    [InlineData("{'a':1}", "json-syntax", "", 1)]
    [InlineData("{a:1}", "json-syntax", "", 1)]
    [InlineData("[01]", "json-syntax", "", 2)]
    [InlineData("[+1]", "json-syntax", "", 1)]
    [InlineData("[NaN]", "json-syntax", "", 1)]
    [InlineData("[\"\t\"]", "json-syntax", "", 2)]
    [InlineData("[\"a\0\"]", "json-syntax", "", 3)]
    [InlineData("""["\x41"]""", "json-syntax", "", 3)]
    [InlineData("""["\u12g4"]""", "json-syntax", "", 6)]
    [InlineData("\u00A0{}", "json-syntax", "", 0)]
    public void Each_fault_has_its_code_pointer_and_place(string json, string code, string pointer, long position)
    {
        var result = StrictJson.Parse(System.Text.Encoding.UTF8.GetBytes(json), maxDepth: 3);
        result.Document.Should().BeNull();
        (result.Fault!.Code, result.Fault.Pointer).Should().Be((code, pointer));
        result.Fault.BytePosition.Should().Be(position);
        result.Fault.Message.Should().EndWith(".");
    }

    [Theory]
    [InlineData("{\"a\":\"\u00ff\"}", "/a", 6)] // Latin-1
    [InlineData("{\"ab\":[1,\"x\u00c0\u0080\"]}", "/ab/0", 11)] // overlong U+0000
    [InlineData("[\"\u00ed\u00a0\u0080\"]", "", 2)] // a surrogate (CESU-8)
    [InlineData("[\"\u00f4\u0090\u0080\u0080\"]", "", 2)] // beyond U+10FFFF
    [InlineData("[1,2,3]\u0080", "", 7)]
    [InlineData("\u00ff\u00fe[\0]\0", "", 0)] // UTF-16 with its mark
    [InlineData("[\u00e2\u0082", "", 1)] // cut in a character
    [InlineData("{,\"a\":\"\u00ff\"}", "", 7)] // what is wrong before does not hide it
    public void Bytes_that_are_not_UTF8_are_named_as_such(string latin1, string pointer, long position)
    {
        var fault = StrictJson.Parse(System.Text.Encoding.Latin1.GetBytes(latin1)).Fault!;
        (fault.Code, fault.BytePosition).Should().Be(("json-not-utf8", position));
        fault.Pointer.Should().Be(pointer);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"x\"")]
    [InlineData("[[[]]]")]
    [InlineData("""{"a":{"a":[{"b":0},{"b":0}]},"b":{"a":1},"A":1}""")]
    [InlineData("""["\ud83d\ude00","😀","\\u0000","\\ud800","\u0001","\uffff","\/"]""")]
    [InlineData("[1e308,-1.7976931348623157e308,1e-400,1234567890123456789012345678901234567890,0.123456789012345678901234567890123456789]")]
    [InlineData(" \t\r\n{ } \n")]
    public void What_every_parser_reads_alike_is_accepted(string json)
    {
        var result = StrictJson.Parse(System.Text.Encoding.UTF8.GetBytes(json), maxDepth: 4);
        result.Fault.Should().BeNull();
        using var expected = JsonDocument.Parse(json);
        JsonElement.DeepEquals(result.Document!.RootElement, expected.RootElement).Should().BeTrue();
        result.Document.Dispose();
    }

    [Fact]
    public void Depth_is_counted_as_documented()
    {
        foreach (var depth in new[] { 1, 2, 63, 64, 65, 128, 129, 1000, 1001, 100_000 })
        {
            var json = System.Text.Encoding.ASCII.GetBytes(new string('[', depth) + new string(']', depth));
            StrictJson.Check(json).Should().Be(depth <= 64 ? null : new JsonFault(
                string.Concat(Enumerable.Repeat("/0", 64)), "json-too-deep", "Arrays and objects are nested more than 64 deep.", 64));
            (StrictJson.Check(json, 1000) is null).Should().Be(depth <= 1000);
        }

        FluentActions.Invoking(() => StrictJson.Parse("1"u8.ToArray(), 0)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => StrictJson.Parse("1"u8.ToArray(), 1001)).Should().Throw<ArgumentOutOfRangeException>();
    }

    public static TheoryData<string, string?, string> HostileSizes => new()
    {
        { "100,000 open arrays", "json-too-deep", new string('[', 100_000) },
        { "100,000 open objects", "json-too-deep", string.Concat(Enumerable.Repeat("{\"a\":", 100_000)) },
        { "a string of 5 MB", null, $"\"{new string('x', 5_000_000)}\"" },
        { "a string of 5 MB, never closed", "json-syntax", $"\"{new string('x', 5_000_000)}" },
        { "a string of 5 MB of escapes", null, $"\"{string.Concat(Enumerable.Repeat("\\ud83d\\ude00", 416_000))}\"" },
        { "a name of 5 MB", null, $"{{\"{new string('x', 5_000_000)}\":1}}" },
        { "a name of 5 MB, twice", "json-duplicate-member", $"{{\"{new string('x', 2_500_000)}\":1,\"{new string('x', 2_500_000)}\":1}}" },
        { "a number of 5 MB", "json-number-range", new string('9', 5_000_000) },
        { "an exponent of 5 MB", "json-number-range", "1e" + new string('9', 5_000_000) },
        { "2,500,000 elements", null, $"[{string.Join(',', Enumerable.Repeat("0", 2_500_000))}]" },
        { "5 MB of white space", "json-syntax", new string(' ', 5_000_000) },
        { "5 MB of line ends", "json-syntax", new string('\n', 5_000_000) },
        { "400,000 members", null, $"{{{string.Join(',', Enumerable.Range(0, 400_000).Select(i => $"\"m{i}\":0"))}}}" },
        { "400,000 members and the first again", "json-duplicate-member", $"{{{string.Join(',', Enumerable.Range(0, 400_000).Select(i => $"\"m{i}\":0"))},\"m0\":0}}" },
        { "400,000 members with escaped names", null, $"{{{string.Join(',', Enumerable.Range(0, 400_000).Select(i => $"\"\\u006d{i}\":0"))}}}" },
        { "100,000 objects with one member", null, $"[{string.Join(',', Enumerable.Repeat("{\"a\":0}", 100_000))}]" },
    };

    [Theory]
    [MemberData(nameof(HostileSizes), DisableDiscoveryEnumeration = true)]
    public void Hostile_sizes_have_a_quick_and_short_answer(string what, string? code, string json)
    {
        var result = StrictJson.Parse(System.Text.Encoding.UTF8.GetBytes(json));
        result.Fault?.Code.Should().Be(code, what);
        (result.Fault is null).Should().Be(code is null, what);
        (result.Fault?.Pointer.Length ?? 0).Should().BeLessThan(64 * 70);
        result.Document?.Dispose();
    }

    [Fact]
    public void A_long_name_is_cut_in_the_pointer_and_never_within_a_character()
    {
        var fits = new string('x', 64);
        Pointer(fits).Should().Be("/" + fits);
        Pointer(fits + "y").Should().Be("/" + fits + "…");
        Pointer(new string('x', 63) + "😀").Should().Be("/" + new string('x', 63) + "…");
        Pointer(new string('é', 5000)).Should().Be("/" + new string('é', 64) + "…");

        static string Pointer(string name) => StrictJson.Parse(System.Text.Encoding.UTF8.GetBytes($"{{\"{name}\":1e999}}")).Fault!.Pointer;
    }

    [Theory]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(34)]
    [InlineData(100)]
    public void A_repeated_member_is_found_at_every_distance(int members)
    {
        for (var again = 0; again < members; again++)
        {
            var json = $"{{{string.Join(',', Enumerable.Range(0, members).Select(i => $"\"n{i}\":{{\"n{i}\":[]}}"))},\"\\u006E{again}\":0}}";
            var fault = StrictJson.Check(System.Text.Encoding.UTF8.GetBytes(json));
            (fault?.Code, fault?.Pointer).Should().Be(("json-duplicate-member", $"/n{again}"));
        }
    }

    [Fact]
    public void No_bytes_make_it_throw_and_it_accepts_nothing_that_the_platform_refuses()
    {
        // Random bytes seldom get far, so most cases are a good text with a few bytes changed.
        var seeds = new[]
        {
            """{"a":[1,2.5e3,"x\ud83d\ude00\n",{"b":null,"c":true}],"d":{"":"\u0041é😀"}}""",
            """[[[{"k":"\\\"\/"}]],-0.0e-1,false,"\u0000","\ud800",1e400]""",
        }.Select(System.Text.Encoding.UTF8.GetBytes).ToArray();

        Prop.ForAll<byte[], byte, byte[]>((noise, pick, places) =>
        {
            var text = pick % 4 == 0 ? noise : [.. seeds[pick % 2]];
            for (var i = 0; pick % 4 != 0 && i < Math.Min(places.Length, 3) && i < noise.Length; i++)
                text[places[i] % text.Length] = noise[i];

            var result = StrictJson.Parse(text);
            var platform = OfPlatform(text);
            (result.Document is null).Should().Be(result.Fault is not null);
            if (result.Document is { } document)
            {
                platform.Should().BeTrue("what is accepted is JSON without duplicates");
                CanonicalJson.Canonicalize(document.RootElement).Should().NotBeEmpty("what is accepted has a canonical form");
                document.Dispose();
            }
            else if (platform)
            {
                result.Fault!.Code.Should().BeOneOf("json-lone-surrogate", "json-null-character", "json-number-range", "json-not-utf8", "json-duplicate-member");
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

        static bool OfPlatform(byte[] text)
        {
            try
            {
                using var document = JsonDocument.Parse(text, new JsonDocumentOptions { AllowDuplicateProperties = false });
                return true;
            }
            catch (Exception refused) when (refused is JsonException or InvalidOperationException)
            {
                return false;
            }
        }
    }
}
