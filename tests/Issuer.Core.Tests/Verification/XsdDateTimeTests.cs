using System.Globalization;
using FluentAssertions;
using Issuer.Core.Verification;
using Xunit;

namespace Issuer.Core.Tests.Verification;

public class XsdDateTimeTests
{
    [Theory]
    [InlineData("2026-11-21T09:00:00Z", "2026-11-21T09:00:00.0000000Z")]
    [InlineData("2026-11-21T09:00:00.5Z", "2026-11-21T09:00:00.5000000Z")]
    [InlineData("2026-11-21T09:00:00.123456789012Z", "2026-11-21T09:00:00.1234567Z")]
    [InlineData("2026-11-21T09:00:00+02:00", "2026-11-21T07:00:00.0000000Z")]
    [InlineData("2026-11-21T09:00:00-14:00", "2026-11-21T23:00:00.0000000Z")]
    [InlineData("2026-11-20T24:00:00Z", "2026-11-21T00:00:00.0000000Z")]
    [InlineData("2024-02-29T00:00:00Z", "2024-02-29T00:00:00.0000000Z")]
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.0000000Z")]
    public void Reads(string text, string utc)
    {
        XsdDateTime.TryParse(text, out var value).Should().BeTrue();
        value.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture).Should().Be(utc);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2026-11-21")]
    [InlineData("2026-11-21T09:00:00")]
    [InlineData("2026-11-21T09:00:00z")]
    [InlineData("2026-11-21 09:00:00Z")]
    [InlineData("2026-11-21T09:00:00.Z")]
    [InlineData("2026-11-21T09:00:00 Z")]
    [InlineData("2026-11-21T09:00:00+0200")]
    [InlineData("2026-11-21T09:00:00+14:01")]
    [InlineData("2026-11-21T09:00:00+15:00")]
    [InlineData("2025-02-29T00:00:00Z")]
    [InlineData("2026-13-01T00:00:00Z")]
    [InlineData("2026-00-01T00:00:00Z")]
    [InlineData("2026-11-31T00:00:00Z")]
    [InlineData("2026-11-21T25:00:00Z")]
    [InlineData("2026-11-21T24:00:01Z")]
    [InlineData("2026-11-21T09:60:00Z")]
    [InlineData("2026-11-21T23:59:60Z")]
    [InlineData("0000-01-01T00:00:00Z")]
    [InlineData("0001-01-01T00:00:00+01:00")]
    [InlineData("9999-12-31T23:00:00-02:00")]
    [InlineData("12026-11-21T09:00:00Z")]
    [InlineData("-026-11-21T09:00:00Z")]
    [InlineData("２０２６-11-21T09:00:00Z")]
    [InlineData("2026-11-21T09:00:00Z\n")]
    public void Refuses(string text) => XsdDateTime.TryParse(text, out _).Should().BeFalse();
}
