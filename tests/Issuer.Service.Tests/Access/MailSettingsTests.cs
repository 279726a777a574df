using FluentAssertions;
using Issuer.Service.Store;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace Issuer.Service.Tests.Access;

/// <summary>Settings of e-mail: what does not fit together is refused at start, by name.</summary>
public sealed class MailSettingsTests
{
    [Theory]
    [InlineData("Issuer__Mail__From is not set", "Host=mail.example")]
    [InlineData("Issuer__Mail__From must be", "Host=mail.example", "From=nobody")]
    [InlineData("set together", "Host=mail.example", "From=a@b.example", "User=a")]
    [InlineData("names a file that does not exist", "Host=mail.example", "From=a@b.example", "User=a", "PasswordFile=/nowhere")]
    [InlineData("in the clear", "Host=mail.example", "From=a@b.example", "User=a", "PasswordFile=/dev/null", "StartTls=false")]
    [InlineData("is for Development", "Folder=/tmp/letters")]
    [InlineData("exclude one another", "Host=mail.example", "From=a@b.example", "Folder=/tmp/letters")]
    [InlineData("Issuer__Mail__Port must be", "Host=mail.example", "From=a@b.example", "Port=0")]
    public void What_does_not_fit_is_refused(string fault, params string[] settings)
    {
        Read("Production", settings, out var faults).Should().BeNull();
        faults.Should().Contain(sentence => sentence.Contains(fault, StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_is_sent_in_production_and_letters_are_files_in_development_where_nothing_is_set()
    {
        Read("Production", [], out _)!.Mail.IsOn.Should().BeFalse();
        Read("Development", [], out _)!.Mail.Should().Be(new MailSettings { Folder = "/srv/data/mail" });
        var server = Read("Development", ["Host=mail.example", "From=Registry <a@b.example>"], out _)!.Mail;
        server.Should().Be(new MailSettings { Host = "mail.example", From = "Registry <a@b.example>", Port = 587, StartTls = true });
    }

    private static IssuerSettings? Read(string environment, string[] mail, out IReadOnlyList<string> faults)
    {
        Dictionary<string, string?> values = new()
        {
            ["Issuer:PublicUrl"] = "https://credentials.example.ac.uk",
            ["Issuer:DataDirectory"] = "/srv/data",
            ["Issuer:KeysDirectory"] = "/srv/keys",
        };
        foreach (var setting in mail)
            values[$"Issuer:Mail:{setting.Split('=')[0]}"] = setting.Split('=')[1];
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(values).Build();
        var good = IssuerSettings.TryRead(configuration, environment, "/", out var settings, out var found);
        faults = found;
        return good ? settings : null;
    }
}
