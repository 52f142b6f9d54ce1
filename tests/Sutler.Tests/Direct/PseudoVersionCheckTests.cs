using Xunit;

namespace Sutler.Tests.Direct;

// Spec: PSV-1, PSEUDO-5, PSEUDO-6.
public sealed class PseudoVersionCheckTests
{
    private const string Invalid = "invalid pseudo-version: ";

    // v0.5.0 (also v1.3.0 with metadata) - tip (also tagged v1.4.0-rc.1); and beside them v1.2.0.
    private static CodeWorld World()
    {
        var world = new CodeWorld();
        var first = world.Code.Tag(world.Code.Commit([("a", "")]), "v0.5.0", "v1.3.0+meta");
        world.Code.Tag(world.Code.Commit([("a", "")], parents: []), "v1.2.0");
        world.Code.Tag(world.Code.Commit([("a", "")], parents: [first]), "v1.4.0-rc.1");
        return world;
    }

    [Theory]
    [InlineData("tag of an ancestor", "v0.5.1-0.20200104120000-00000003aaaa", "")]
    [InlineData("tag with metadata of an ancestor", "v1.3.1-0.20200104120000-00000003aaaa", "")]
    [InlineData("none", "v0.0.0-20200104120000-00000003aaaa", "")]
    [InlineData("too few digits", "v0.0.0-20200104120000-00000003aaa", "revision is shorter than canonical (expected 00000003aaaa)")]
    [InlineData("too many digits", "v0.0.0-20200104120000-00000003aaaaa", "revision is longer than canonical (expected 00000003aaaa)")]
    [InlineData("other time", "v0.0.0-20200104120001-00000003aaaa", "does not match version-control timestamp (expected 20200104120000)")]
    [InlineData("no time", "v0.0.0-20201304120000-00000003aaaa", "malformed time \"20201304120000\"")]
    [InlineData("v1 without a tag", "v1.0.0-20200104120000-00000003aaaa", "major version without preceding tag must be v0, not v1")]
    [InlineData("unknown tag", "v1.2.4-0.20200104120000-00000003aaaa", "preceding tag (v1.2.3) not found")]
    [InlineData("tag of somebody else", "v1.2.1-0.20200104120000-00000003aaaa", "revision 00000003aaaa is not a descendent of preceding tag (v1.2.0)")]
    [InlineData("its own tag", "v1.4.0-rc.1.0.20200104120000-00000003aaaa", "tag (v1.4.0-rc.1) found on revision 00000003aaaa is already canonical, so should not be replaced with a pseudo-version derived from that tag")]
    [InlineData("tag with metadata of its own", "v1.3.1-0.20200102120000-00000001aaaa", "")]
    [InlineData("patch before the first", "v1.2.0-0.20200104120000-00000003aaaa", "version before v1.2.0 would have negative patch number")]
    public async Task Compares_with_the_commit(string name, string version, string problem)
    {
        Assert.NotEmpty(name);
        await using var world = World();
        Assert.Equal(problem.Length == 0 ? version : $"h.io/r@{version}: {Invalid}{problem}", await world.StatAsync("h.io/r", version));
    }

    [Theory]
    [InlineData("go.mod")]
    [InlineData("zip")]
    public async Task Is_made_before_files_are_given_away(string file)
    {
        const string Version = "v0.0.0-20200104120001-00000003aaaa";
        await using var world = World();
        var repository = world.Open("h.io/r");
        var failure = await Assert.ThrowsAnyAsync<Errors.SutlerException>(() =>
            file == "zip" ? repository.OfferZipAsync(Version, CancellationToken.None) : repository.GoModAsync(Version, CancellationToken.None));
        Assert.EndsWith("does not match version-control timestamp (expected 20200104120000)", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(world.Code.Requests, request => request.StartsWith("archive", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Looks_at_the_directory_first()
    {
        await using var world = World();
        const string Version = "v1.2.1-0.20200104120000-00000003aaaa";
        Assert.Equal($"h.io/r/x@{Version}: invalid version: missing h.io/r/x/go.mod at revision 00000003aaaa", await world.StatAsync("h.io/r/x", Version));
        Assert.DoesNotContain(world.Code.Requests, request => request.StartsWith("descends", StringComparison.Ordinal));
    }
}
