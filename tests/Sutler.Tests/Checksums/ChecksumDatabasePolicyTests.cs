using Sutler.Go.Checksums;
using Sutler.GoModules.Modules;
using Sutler.TestKit.Checksums;
using Xunit;

namespace Sutler.Tests.Checksums;

/// <summary>Spec: SUMDB-3.</summary>
public sealed class ChecksumDatabasePolicyTests : IDisposable
{
    private readonly ChecksumDatabaseTestBed _bed = new();

    [Theory]
    [InlineData("an ordinary module", "sum.golang.org", "direct", "", "rsc.io/quote", true)]
    [InlineData("GOSUMDB=off", "off", "direct", "", "rsc.io/quote", false)]
    [InlineData("a private module", "sum.golang.org", "direct", "*.corp.test,rsc.io/private", "rsc.io/private/x", false)]
    [InlineData("a neighbour of a private module", "sum.golang.org", "direct", "rsc.io/private", "rsc.io/privatex", true)]
    [InlineData("a toolchain", "sum.golang.org", "direct", "", "golang.org/toolchain", true)]
    [InlineData("a toolchain with GOSUMDB=off", "off", "direct", "", "golang.org/toolchain", true)]
    [InlineData("a toolchain in GONOSUMDB", "sum.golang.org", "direct", "golang.org", "golang.org/toolchain", true)]
    [InlineData("a toolchain from a directory", "off", "file:///dist", "", "golang.org/toolchain", false)]
    [InlineData("a toolchain from a directory, not switched off", "sum.golang.org", "file:///dist", "", "golang.org/toolchain", true)]
    [InlineData("a toolchain from a directory or elsewhere", "off", "file:///dist,direct", "", "golang.org/toolchain", true)]
    [InlineData("a toolchain from a directory or, failing it, elsewhere", "off", "file:///dist|direct", "", "golang.org/toolchain", true)]
    public void Decides(string what, string gosumdb, string goproxy, string gonosumdb, string path, bool expected) =>
        Assert.Equal((what, expected), (what, ChecksumDatabasePolicy.Applies(_bed.Environment(gosumdb, goproxy, gonosumdb), path)));

    [Fact]
    public void Spares_the_public_proxy_its_own_database()
    {
        var environment = _bed.Environment("off") with { Variables = new Dictionary<string, string> { ["GIT_HTTP_USER_AGENT"] = "x proxy.golang.org y" } };
        Assert.False(ChecksumDatabasePolicy.Applies(environment, "golang.org/toolchain"));
    }

    [Fact]
    public async Task The_database_never_hears_of_a_private_module()
    {
        var reader = new ScriptedUrlReader();
        var database = ChecksumDatabaseTestBed.Open(_bed.Environment(new TestChecksumDatabase().VerifierText, "https://b.test", "m.test"), reader);

        Assert.False(database.Applies("m.test/a"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => database.LookupAsync(new ModuleId("m.test/a", "v1.0.0"), CancellationToken.None));
        Assert.Empty(reader.Requests);
        Assert.False(Directory.Exists(_bed.GoPath));
    }

    public void Dispose() => _bed.Dispose();
}
