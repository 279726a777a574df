using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using FluentAssertions;
using Issuer.Service.Institutions.Commands;
using Xunit;

namespace Issuer.Service.Tests.Checking;

/// <summary>The program itself, as a shell runs it.</summary>
public sealed partial class ProgramTests
{
    private const string Document = """{"@context":"https://www.w3.org/ns/credentials/v2","type":"VerifiableCredential","issuer":"did:example:Ŵyn","credentialSubject":{"id":"did:example:b"}}""";

    [Fact]
    public async Task Every_command_answers_help_and_ends_well()
    {
        var names = CommandName().Matches(CommandLine.Help).Select(match => match.Value.Trim()).ToList();
        names.Should().Contain(["serve", "verify", "inspect", "canonize", "sign", "health", "keys init", "log verify"]);
        foreach (var name in names)
        {
            var (code, told, errors) = await RunAsync([.. name.Split(' '), "--help"]);
            code.Should().Be(0, $"{name}: {errors}");
            Encoding.UTF8.GetString(told).Should().Contain(name);
            errors.Should().BeEmpty(name);
        }
    }

    [Theory]
    [InlineData("sign")]
    [InlineData("verify")]
    [InlineData("inspect")]
    [InlineData("canonize")]
    public async Task Help_names_the_exit_codes(string command)
    {
        var told = Encoding.UTF8.GetString((await RunAsync([command, "-h"])).Out);
        told.Should().StartWith($"Usage: {command} FILE").And.Contain("Exit codes: 0").And.Contain("--json");
        (await RunAsync([command])).Code.Should().Be(3, "without a file there is nothing to do");
    }

    [Fact]
    public async Task A_pipe_gets_the_bytes_that_a_digest_is_made_of_in_any_locale()
    {
        var (code, statements, errors) = await RunAsync(["canonize", "-"], Document);
        code.Should().Be(0, errors);
        Encoding.UTF8.GetString(statements).Should().Contain("<did:example:Ŵyn> .\n").And.NotContain("\r");
        (await RunAsync(["canonize", "-", "--jcs"], " " + Document)).Out.Should().Equal(Encoding.UTF8.GetBytes(
            """{"@context":"https://www.w3.org/ns/credentials/v2","credentialSubject":{"id":"did:example:b"},"issuer":"did:example:Ŵyn","type":"VerifiableCredential"}"""));
        (await RunAsync(["inspect", "-"], Document)).Code.Should().Be(0);
        (await RunAsync(["verify", "-"], Document)).Code.Should().Be(1, "it is not signed");
        (await RunAsync(["canonize", "-"], Document.Replace("issuer", "issuedBy", StringComparison.Ordinal))).Code.Should().Be(1);
    }

    private static async Task<(int Code, byte[] Out, string Err)> RunAsync(string[] arguments, string input = "")
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Issuer.Service"), arguments)
        {
            Environment = { ["LC_ALL"] = "en_GB.ISO-8859-1", ["LANG"] = "en_GB.ISO-8859-1" },
            WorkingDirectory = Path.GetTempPath(),
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        using var output = new MemoryStream();
        var errors = process.StandardError.ReadToEndAsync();
        var reading = process.StandardOutput.BaseStream.CopyToAsync(output);
        await process.StandardInput.BaseStream.WriteAsync(Encoding.UTF8.GetBytes(input));
        process.StandardInput.Close();
        await Task.WhenAll(reading, errors, process.WaitForExitAsync());
        return (process.ExitCode, output.ToArray(), await errors);
    }

    // Two spaces, the name, spaces, what it does.
    [GeneratedRegex("^  [a-z]+( [a-z]+)?(?=  )", RegexOptions.Multiline)]
    private static partial Regex CommandName();
}
