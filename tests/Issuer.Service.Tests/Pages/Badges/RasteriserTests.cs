using System.Buffers.Binary;
using System.Text;
using FluentAssertions;
using Issuer.Service.Institutions;
using Issuer.Service.Operations;
using Issuer.Service.Pages.Badges;
using Issuer.Service.Tests.Host;
using Issuer.Service.Tests.Institutions;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Issuer.Service.Tests.Pages.Badges;

/// <summary>The child process: what it draws, and what happens where it is missing, breaks off, floods, hangs or eats memory.</summary>
public sealed class RasteriserTests : IDisposable
{
    private static readonly byte[] Drawing = BadgeDrawing.Draw(new("en", "Micro-credential", "Principles of Sport Management مبادئ", "Example", ["EQF level 5", "5 ECTS credits"]));
    private readonly string _folder = Directory.CreateTempSubdirectory("rasteriser-").FullName;

    internal static Rasteriser Installed()
    {
        var program = Rasteriser.Program(ForeignPrograms.OfThisMachine(TimeProvider.System));
        if (!program.IsInstalled)
            Assert.Skip("rsvg-convert (librsvg2-bin) is not here.");
        return new(program);
    }

    /// <summary>A drawing program at this place, or none.</summary>
    internal static Rasteriser At(string? path, TimeProvider? clock = null) =>
        new(new ForeignProgram(path, Rasteriser.Limits, new ForeignPrograms(Environment.GetEnvironmentVariable("PATH"), clock ?? TimeProvider.System)));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_badge_becomes_a_png_of_its_size()
    {
        using var rasteriser = Installed();
        var png = (await rasteriser.DrawAsync(Drawing, TestContext.Current.CancellationToken)).Should().BeOfType<Raster.Drawn>().Which.Png;
        png.AsSpan(0, 8).ToArray().Should().Equal(0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A);
        (BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(16)), BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(20))).Should().Be((600u, 600u));
        png.Length.Should().BeInRange(20_000, Rasteriser.MaximumBytes);
    }

    [Fact]
    public async Task More_than_its_places_wait_for_their_turn()
    {
        using var rasteriser = Installed();
        var all = await Task.WhenAll(Enumerable.Range(0, Rasteriser.Limits.AtOnce + 2).Select(_ => rasteriser.DrawAsync(Drawing, TestContext.Current.CancellationToken)));
        all.Should().AllSatisfy(raster => raster.Should().Match(one => one is Raster.Drawn || one is Raster.Busy));
        all.OfType<Raster.Drawn>().Should().HaveCountGreaterThanOrEqualTo(Rasteriser.Limits.AtOnce);
    }

    [Fact]
    public async Task Nothing_outside_the_picture_is_read()
    {
        var secret = Path.Combine(_folder, "secret.svg");
        await File.WriteAllTextAsync(secret, "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><rect width='9' height='9' fill='red'/></svg>", TestContext.Current.CancellationToken);
        using var rasteriser = Installed();
        async Task<byte[]> With(string reference) => ((Raster.Drawn)await rasteriser.DrawAsync(
            Encoding.UTF8.GetBytes($"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><image width='9' height='9' href='{reference}'/></svg>"), TestContext.Current.CancellationToken)).Png;
        (await With(secret)).Should().Equal(await With("")).And.Equal(await With("file://" + secret)).And.Equal(await With("http://127.0.0.1:1/x.svg"));
    }

    [Fact]
    public async Task Without_a_program_there_are_no_pixels()
    {
        using var none = At(null);
        (await none.DrawAsync(Drawing, TestContext.Current.CancellationToken)).Should().BeOfType<Raster.Unavailable>();
        using var gone = At(Path.Combine(_folder, "gone"));
        (await gone.DrawAsync(Drawing, TestContext.Current.CancellationToken)).Should().BeOfType<Raster.Unavailable>();
    }

    [Theory]
    [InlineData("exit 1")]
    [InlineData("cat > /dev/null; echo picture; exit 3")]
    [InlineData("exec cat /dev/zero")]
    [InlineData("cat > /dev/null; x=$(head -c 2000000000 /dev/zero | tr '\\0' x); echo \"$x\"; exit 1")]
    [InlineData("exec head -c 1000000 /dev/zero > \"$0.out\"")]
    [InlineData("kill -9 $$; exit 9")]
    public async Task A_program_that_fails_or_floods_costs_one_answer(string script)
    {
        using var rasteriser = At(Script(script));
        (await rasteriser.DrawAsync(Drawing, TestContext.Current.CancellationToken)).Should().BeOfType<Raster.Unavailable>();
        (await rasteriser.DrawAsync(Drawing, TestContext.Current.CancellationToken)).Should().BeOfType<Raster.Unavailable>("its place is free again");
    }

    [Fact]
    public async Task The_child_is_given_nothing_of_ours()
    {
        using var rasteriser = At(Script("cat > /dev/null; env; pwd"));
        var told = Encoding.UTF8.GetString(((Raster.Drawn)await rasteriser.DrawAsync(Drawing, TestContext.Current.CancellationToken)).Png);
        told.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('=')[0]).Should().BeSubsetOf(["LANG", "PWD", "OLDPWD", "SHLVL", "_", "/"]);
    }

    [Fact]
    public async Task A_picture_is_drawn_once_and_a_logo_stands_in_where_nothing_can_draw()
    {
        await using var service = await TestService.StartAsync();
        var institutions = service.Services.GetRequiredService<InstitutionDirectory>();
        var count = Path.Combine(_folder, "count");
        using (var counting = At(Script($"cat > /dev/null; cat {count} 2>/dev/null; printf x")))
        using (var pictures = new BadgePictures(counting, institutions))
        {
            var first = (await pictures.PngAsync(Drawing, service.Did, TestContext.Current.CancellationToken)).Should().BeOfType<Raster.Drawn>().Which.Png;
            await File.WriteAllTextAsync(count, "drawn again", TestContext.Current.CancellationToken);
            (await pictures.PngAsync([.. Drawing], service.Did, TestContext.Current.CancellationToken)).Should().BeOfType<Raster.Drawn>().Which.Png.Should().BeSameAs(first);
        }

        using var none = At(null);
        using var without = new BadgePictures(none, institutions);
        (await without.PngAsync(Drawing, service.Did, TestContext.Current.CancellationToken)).Should().BeOfType<Raster.Unavailable>();
        var logo = LogoTests.Png(30, 20);
        using var content = new ByteArrayContent(logo);
        content.Headers.ContentType = new("image/png");
        using var put = await service.Registrar.PutAsync("/v1/institution/logo", content, TestContext.Current.CancellationToken);
        put.EnsureSuccessStatusCode();
        (await without.PngAsync(Drawing, service.Did, TestContext.Current.CancellationToken)).Should().BeOfType<Raster.Drawn>().Which.Png.Should().Equal(logo);
        (await without.PngAsync(Drawing, "did:web:elsewhere.example", TestContext.Current.CancellationToken)).Should().BeOfType<Raster.Unavailable>();
    }

    private string Script(string body)
    {
        var path = Path.Combine(_folder, "program-" + Guid.CreateVersion7().ToString("N"));
        File.WriteAllText(path, "#!/bin/sh\n" + body + "\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }
}
