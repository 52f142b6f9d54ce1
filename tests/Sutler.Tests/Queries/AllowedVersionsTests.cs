using Sutler.Errors;
using Sutler.Go.Queries;
using Sutler.GoModules.Modules;
using Xunit;

namespace Sutler.Tests.Queries;

public sealed class AllowedVersionsTests
{
    // QUERY-9
    [Theory]
    [InlineData("latest", "v1.1.0")]
    [InlineData("v1", "v1.1.0")]
    [InlineData(">=v1.0.0-0", "v1.1.0")]
    [InlineData("<v1.1.0", "module r.x/r: no matching versions for query \"<v1.1.0\"")]
    [InlineData("v1.0.0-bad", "v1.0.0-bad")]
    [InlineData("v1.9.0", "v1.9.0")]
    [InlineData("v1.9", "module r.x/r: no matching versions for query \"v1.9\"")]
    public async Task Passes_over_retracted_versions_unless_asked_for_by_name(string query, string answer)
    {
        var world = new QueryWorld();
        world.Module("r.x/r").Add("v1.0.0-bad", "v1.1.0").AddVersion("v1.9.0", "module r.x/r\nretract v1.0.0-bad\nretract v1.9.0\n");
        Assert.Equal(answer, await world.AskAsync("r.x/r@" + query));
    }

    [Theory]
    [InlineData("excluded releases", ">=v1.5", "v1.5.1")]
    [InlineData("by name", "v1.5.0", "v1.5.0")]
    public async Task Passes_over_excluded_versions_unless_asked_for_by_name(string name, string query, string answer)
    {
        var world = new QueryWorld().Exclude("e.x/e@v1.5.0");
        world.Module("e.x/e").Add("v1.4.0", "v1.5.0", "v1.5.1");
        Assert.True(answer == await world.AskAsync("e.x/e@" + query), name);
    }

    // QUERY-10
    [Fact]
    public async Task Fails_when_all_versions_are_retracted()
    {
        var world = new QueryWorld();
        var module = world.Module("r.x/r").Add("v1.0.0").AddVersion("v1.1.0", "module r.x/r\nretract [v0.0.0-0, v1.1.0]\n");
        module.Latest = "v1.1.0";
        Assert.Equal("module r.x/r: no matching versions for query \"latest\"", await world.AskAsync("r.x/r@latest"));
    }

    [Fact]
    public async Task Reads_the_highest_version_even_if_excluded_and_once_only()
    {
        var world = new QueryWorld().Exclude("r.x/r@v1.2.0");
        var module = world.Module("r.x/r").Add("v1.0.0", "v1.1.0").AddVersion("v1.2.0", "module r.x/r\nretract v1.1.0\n");
        Assert.Equal("v1.0.0", await world.AskAsync("r.x/r@<=v1.5.0"));
        Assert.Equal(["list", "list", "info v1.2.0", "mod v1.2.0", "info v1.0.0"], module.Requests);
    }

    [Fact]
    public async Task Allows_all_when_retractions_cannot_be_loaded()
    {
        var world = new QueryWorld { GoModFailure = module => new VerificationException($"{module}: verifying go.mod: checksum mismatch") };
        world.Module("r.x/r").Add("v1.0.0");
        Assert.Equal("v1.0.0", await world.AskAsync("r.x/r@latest"));
    }

    [Fact]
    public async Task Ends_with_a_fatal_failure()
    {
        var world = new QueryWorld { GoModFailure = _ => new FatalException("verifying go.mod: checksum mismatch") };
        world.Module("r.x/r").Add("v1.0.0");
        await Assert.ThrowsAsync<FatalException>(() => world.AskAsync("r.x/r@latest"));
    }

    [Theory]
    [InlineData("by another version", "r.x/r@v1.1.0", "o.x/o@v1.0.0", "module r.x/r: no matching versions for query \"latest\"")]
    [InlineData("by a directory", "r.x/r@v1.1.0", "./dir", "v1.0.0")]
    [InlineData("all versions", "r.x/r", "o.x/o@v1.0.0", "v1.1.0")]
    public async Task Reads_the_replacement_of_the_highest_version(string name, string old, string target, string answer)
    {
        var world = new QueryWorld().Replace(old, target).Directory("./dir", "module r.x/r\nretract v1.1.0\n");
        world.Module("r.x/r").Add("v1.0.0").AddVersion("v1.1.0", "module r.x/r\nretract v1.0.0\n");
        world.Module("o.x/o").AddVersion("v1.0.0", "module r.x/r\nretract [v1.0.0, v1.1.0]\n");
        Assert.True(answer == await world.AskAsync("r.x/r@latest"), name);
    }

    [Theory]
    [InlineData("none, so that of the next line", "", "m.x/m@v1.0.0: retracted by module author: another")]
    [InlineData("one line", "bad tag", "m.x/m@v1.0.0: retracted by module author: bad tag")]
    [InlineData("unprintable", "\u001b[31m", "m.x/m@v1.0.0: retracted by module author: (message omitted: contains non-printable characters)")]
    public async Task Gives_the_reason_for_a_retraction(string name, string rationale, string text)
    {
        var world = new QueryWorld();
        world.Module("m.x/m").AddVersion("v1.0.0", $"module m.x/m\n\n// {rationale}\nretract v1.0.0\n\nretract [v1.0.0, v1.0.0] // another\n");
        var settings = world.Settings();
        var allowed = new AllowedVersions(new VersionQuery(settings), settings, new HashSet<ModuleId>());
        var refusal = await allowed.CheckAsync(new ModuleId("m.x/m", "v1.0.0"), CancellationToken.None);
        Assert.NotNull(refusal);
        Assert.True(text == refusal.Message, name);
        Assert.Null(await allowed.CheckAsync(new ModuleId("m.x/m", "v1.0.1"), CancellationToken.None));
        Assert.Null(await allowed.CheckAsync(new ModuleId("./m", ""), CancellationToken.None));
    }

    [Theory]
    [InlineData(" first \nsecond", "first")]
    [InlineData("\nsecond", "otherwise")]
    [InlineData("", "otherwise")]
    public void Shortens_a_message_to_its_first_line(string message, string expected) =>
        Assert.Equal(expected, ShortMessage.Of(message, "otherwise"));

    [Fact]
    public void Leaves_out_a_long_message()
    {
        Assert.Equal(new string('x', 500), ShortMessage.Of(new string('x', 500), ""));
        Assert.Equal("(message omitted: too long)", ShortMessage.Of(new string('x', 501), ""));
    }
}
