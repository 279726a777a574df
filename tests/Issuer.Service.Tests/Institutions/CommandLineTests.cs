using FluentAssertions;
using Issuer.Core.Keys;
using Issuer.Core.Tests;
using Issuer.Service.Access;
using Issuer.Service.Institutions;
using Issuer.Service.Institutions.Commands;
using Issuer.Service.Store;
using Issuer.Service.Tests.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace Issuer.Service.Tests.Institutions;

/// <summary>The commands as an operator types them, on the store of a service, also while it runs.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private string? _passphraseFile;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_operator_sets_up_a_service_for_production_from_nothing()
    {
        (await RunAsync("institutions add --slug alpha --name en=Alpha --country GBR")).Should().Match<Result>(result => result.Code == 1 && result.Error.Contains("keys init"));
        (await RunAsync("keys init")).Code.Should().Be(0);
        (await RunAsync("keys init")).Should().Match<Result>(result => result.Code == 1 && result.Error.Contains("already"));
        (await RunAsync("institutions list")).Should().Match<Result>(result => result.Code == 1 && result.Error.Contains("no store"));
        File.Exists(Path.Combine(_folder.Data, "issuer.db")).Should().BeFalse("a mistyped directory must not become a store");

        var added = await RunAsync(["institutions", "add", "--slug", "alpha", "--name", "en=Alpha University", "--name=cy=Prifysgol Alffa", "--country", "GBR", "--region", "UKL"]);
        added.Should().Match<Result>(result => result.Code == 0 && result.Output == "did:web:credentials.example.org:institutions:alpha\n");
        (await RunAsync("institutions list")).Output.Should().Be("alpha\tdid:web:credentials.example.org:institutions:alpha\tAlpha University\n");

        var key = await RunAsync("apikeys new --name registry --scopes issue,read");
        key.Output.Should().MatchRegex("^iss_[a-z0-9]{8}_[A-Za-z0-9_-]{43}\n$");
        (await RunAsync("apikeys list")).Output.Should().Be($"{key.Output.Split('_')[1]}\tlive\tissue,read\tregistry\n");
        (await RunAsync("keys list")).Output.Should().MatchRegex("^k1\tES256\tactive\t[A-Za-z0-9_-]{43}\nk2\tEdDSA\tactive\t[A-Za-z0-9_-]{43}\n$");
    }

    [Fact]
    public async Task Commands_work_beside_a_running_service_which_sees_them_within_a_second()
    {
        await SetUpAsync();
        await using var service = await InstitutionHost.StartAsync(ProductionSettings(), routes: app => app.MapGet("/test/read", () => "read").RequireScope(Scopes.Read));
        var key = (await RunAsync("apikeys new --name outside --scopes read")).Output.Trim();
        var client = service.Client(key);
        (await AuthenticationTests.Eventually(async () => (await client.GetAsync("/test/read")).IsSuccessStatusCode)).Should().BeTrue();

        (await RunAsync("keys rotate --algorithm EdDSA --now")).Output.Should().Be("k3\n");
        (await AuthenticationTests.Eventually(async () => (await client.GetStringAsync("/institutions/alpha/jwks.json")).Contains("#k3-jwk"))).Should().BeTrue();
        service.Get<KeyRing>().ActiveKey(service.Institutions.BySlug("alpha")!, SignatureAlgorithm.Ed25519, out var active);
        active!.KeyId.Should().Be("k3");

        (await RunAsync($"apikeys revoke --prefix {key.Split('_')[1]}")).Code.Should().Be(0);
        (await AuthenticationTests.Eventually(async () => !(await client.GetAsync("/test/read")).IsSuccessStatusCode)).Should().BeTrue();
        (await RunAsync("apikeys revoke --prefix zzzzzzzz")).Code.Should().Be(1);
    }

    [Fact]
    public async Task A_key_is_imported_exported_retired_and_compromised()
    {
        await SetUpAsync();
        using var own = SigningKey.Generate(SignatureAlgorithm.P256);
        var (pem, jwk) = (Path.Combine(_folder.Path, "own.pem"), Path.Combine(_folder.Path, "own.jwk"));
        await File.WriteAllTextAsync(pem, own.ExportPkcs8Pem());
        await File.WriteAllBytesAsync(jwk, own.ExportPrivateJwk());

        (await RunAsync($"keys import --file {pem} --rotate --now")).Output.Should().Be("k3\n");
        (await RunAsync($"keys import --file {jwk}")).Should().Match<Result>(result => result.Code == 1 && result.Error.Contains("already"));
        (await RunAsync($"keys import --file {_folder.Path}/nothing.pem")).Code.Should().Be(1);
        (await RunAsync("keys export-public --key k3 --format pem")).Output.Should().Be(own.PublicKey.ToPem() + "\n");
        (await RunAsync("keys export-public --key k3 --format multikey")).Output.Should().Be(own.PublicKey.ToMultikey() + "\n");
        (await RunAsync("keys export-public --key k3")).Output.Should().Contain("#k3-jwk").And.NotContain("\"d\"");
        (await RunAsync("keys export-public --key k9")).Code.Should().Be(1);
        (await RunAsync("keys list")).Output.Should().Contain("k1\tES256\tretired").And.Contain("k3\tES256\tactive");

        (await RunAsync("keys compromise --key k3 --at 2999-01-01T00:00:00Z")).Code.Should().Be(1);
        (await RunAsync("keys compromise --key k3")).Should().Match<Result>(result => result.Code == 0 && result.Error.Contains("keys rotate --algorithm ES256 --now"));
        (await RunAsync("keys retire --key k2")).Should().Match<Result>(result => result.Code == 1 && result.Error.Contains("rotate"));
        (await RunAsync("keys rotate --algorithm ES256 --now")).Output.Should().Be("k4\n");
        (await RunAsync("keys retire --key k2")).Should().Match<Result>(result => result.Code == 1 && result.Error.Contains("No other EdDSA key"));
        (await RunAsync("keys new --algorithm ES384")).Should().Match<Result>(result => result.Output == "k5\n" && result.Error.Contains("signs from"));
        await using var service = await InstitutionHost.StartAsync(ProductionSettings());
        service.Get<InstitutionReadiness>().Faults().Should().BeEmpty();
    }

    [Theory]
    [InlineData("es256.pem")]
    [InlineData("es256.jwk.json")]
    [InlineData("eddsa.pem")]
    [InlineData("eddsa.jwk.json")]
    [InlineData("es384.pem")]
    [InlineData("es384.jwk.json")]
    public async Task An_example_key_is_not_imported_in_production(string file)
    {
        await SetUpAsync();
        (await RunAsync($"keys import --file {TestData.Repository()}/keys.example/import/{file} --now")).Should()
            .Match<Result>(result => result.Code == 1 && result.Error.Contains("keys.example"));
        (await RunAsync("keys list")).Output.Should().NotContain("k3\t");
    }

    [Fact]
    public async Task The_key_encryption_key_is_put_under_a_passphrase()
    {
        await SetUpAsync();
        (await RunAsync("keys protect")).Should().Match<Result>(result => result.Code == 1 && result.Error.Contains("Issuer__KeysPassphraseFile"));
        _passphraseFile = Path.Combine(_folder.Path, "passphrase");
        await File.WriteAllTextAsync(_passphraseFile, "gwlad beirdd a chantorion\n");
        (await RunAsync("keys list")).Should().Match<Result>(result => result.Code == 1 && result.Error.Contains("keys protect"));
        (await RunAsync("keys protect")).Code.Should().Be(0);
        (await RunAsync("keys protect")).Should().Match<Result>(result => result.Code == 1 && result.Error.Contains("already"));
        (await RunAsync("keys list")).Output.Should().Contain("k1\tES256\tactive");
        (await RunAsync("keys rotate --algorithm ES256 --now")).Output.Should().Be("k3\n");
    }

    [Fact]
    public async Task With_several_institutions_a_command_must_say_which()
    {
        await SetUpAsync();
        (await RunAsync("institutions add --slug beta --name en=Beta --country IRL --did did:web:beta.example.ie")).Should()
            .Match<Result>(result => result.Code == 0 && result.Error.Contains("/institutions/beta/did.json"));
        (await RunAsync("keys list")).Should().Match<Result>(result => result.Code == 2 && result.Error.Contains("--institution"));
        (await RunAsync("keys list --institution beta")).Code.Should().Be(0);
        (await RunAsync("keys list --institution gamma")).Code.Should().Be(1);
    }

    [Theory]
    [InlineData("institutions remove", 2)]
    [InlineData("institutions add --slug alpha", 2)]
    [InlineData("institutions add --slug alpha --country GBR --name Alpha", 2)]
    [InlineData("institutions add --slug alpha --country XXX --name en=Alpha", 1)]
    [InlineData("institutions add --slug ALPHA --country GBR --name en=Alpha", 1)]
    [InlineData("institutions add --slug alpha --country GBR --name en=Alpha --development", 1)]
    [InlineData("institutions add --slug", 2)]
    [InlineData("apikeys new --name x --scopes root", 2)]
    [InlineData("apikeys new --name x --scopes read --expires tomorrow", 2)]
    [InlineData("apikeys new --name x --scopes read --expires 2001-01-01T00:00:00Z", 2)]
    [InlineData("keys new --algorithm RS256", 2)]
    [InlineData("keys new --algorithm ES256 --later", 2)]
    public async Task What_is_not_understood_ends_with_2_and_what_is_refused_with_1_on_the_error_stream(string line, int code)
    {
        await RunAsync("keys init");
        var result = await RunAsync(line);
        result.Code.Should().Be(code, result.Error);
        result.Output.Should().BeEmpty();
        result.Error.Should().NotBeNullOrWhiteSpace();
    }

    [Theory]
    [InlineData("institutions", "add", "list")]
    [InlineData("apikeys", "new", "list", "revoke")]
    [InlineData("keys", "init", "protect", "new", "rotate", "retire", "compromise", "import", "export-public", "list")]
    public async Task Every_verb_explains_itself_and_its_options(string subject, params string[] verbs)
    {
        var all = (await RunAsync("--help")).Output;
        all.Should().MatchRegex("(?m)^  serve ").And.MatchRegex("(?m)^  verify ").And.MatchRegex("(?m)^  health ");
        foreach (var verb in verbs)
        {
            all.Should().MatchRegex($"(?m)^  {subject} {verb} ");
            var help = await RunAsync($"{subject} {verb} --help");
            help.Should().Match<Result>(result => result.Code == 0 && result.Error.Length == 0);
            help.Output.Should().StartWith($"{subject} {verb}: ");
            foreach (var option in CommandLine.Options($"{subject} {verb}"))
                help.Output.Should().Contain($"  {option.TrimEnd('?')} ", "each option is explained");
        }
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("keys rotate --help")]
    [InlineData("institutions add -h")]
    public async Task Help_is_a_result(string line)
    {
        var result = await RunAsync(line);
        result.Code.Should().Be(0);
        result.Output.Should().Contain(line == "--help" ? "keys rotate" : "--");
        result.Error.Should().BeEmpty();
    }

    [Fact]
    public async Task Settings_that_are_missing_are_said_in_sentences()
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var context = new CommandContext(new ConfigurationBuilder().Build(), "Production", _folder.Path, Open, output, error, TimeProvider.System);
        (await CommandLine.RunAsync(["institutions", "list"], context)).Should().Be(1);
        error.ToString().Should().Contain("Issuer__PublicUrl is not set").And.Contain("Issuer__KeysDirectory is not set");
    }

    [Fact]
    public async Task The_log_is_verified_and_the_store_backed_up()
    {
        (await RunAsync("log verify")).Code.Should().Be(1, "there is no store");
        await SetUpAsync();
        var verified = await RunAsync("log verify");
        verified.Output.Should().MatchRegex("^whole: [0-9]+ events, head [0-9]+:[0-9a-f]{64}\n$");
        var head = verified.Output.Trim().Split(' ')[^1];
        (await RunAsync($"log verify --since {head}")).Code.Should().Be(0);
        (await RunAsync("log verify --since 1:00")).Error.Should().StartWith("head-missing");
        (await RunAsync("log verify --since yesterday")).Code.Should().Be(2);
        (await RunAsync("db status")).Output.Should().Contain("issuer.db");
        (await RunAsync("db migrate")).Code.Should().Be(0);

        var backup = Path.Combine(_folder.Path, "backup.db");
        (await RunAsync($"db backup --to {backup}")).Code.Should().Be(0);
        (await RunAsync($"db backup --to {backup}")).Code.Should().Be(1, "nothing is overwritten");
        File.Move(backup, ProductionSettings().DatabasePath, overwrite: true);
        File.Delete(ProductionSettings().DatabasePath + "-wal");
        File.Delete(ProductionSettings().DatabasePath + "-shm");
        (await RunAsync($"log verify --since {head}")).Code.Should().Be(0, "the backup is the store");
        (await RunAsync("db copy --from sqlite --to postgres")).Error.Should().Contain("ConnectionStrings__Issuer");
        (await RunAsync("db copy --from postgres --to sqlite")).Code.Should().Be(2);
    }

    private async Task SetUpAsync()
    {
        (await RunAsync("keys init")).Code.Should().Be(0);
        (await RunAsync("institutions add --slug alpha --name en=Alpha --country GBR")).Code.Should().Be(0);
    }

    private IssuerSettings ProductionSettings() => _folder.Settings(development: false, "https://credentials.example.org");

    private static SqliteStore Open(IssuerSettings settings) => SqliteStore.Open(settings.DatabasePath, InstitutionHost.Tables, TimeProvider.System);

    private Task<Result> RunAsync(string line) => RunAsync(line.Split(' '));

    private async Task<Result> RunAsync(string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Issuer:PublicUrl"] = "https://credentials.example.org",
            ["Issuer:DataDirectory"] = _folder.Data,
            ["Issuer:KeysDirectory"] = _folder.Keys,
            ["Issuer:KeysPassphraseFile"] = _passphraseFile,
        }).Build();
        var code = await CommandLine.RunAsync(args, new CommandContext(configuration, "Production", _folder.Path, Open, output, error, TimeProvider.System));
        return new Result(code, output.ToString(), error.ToString());
    }

    private sealed record Result(int Code, string Output, string Error);
}
