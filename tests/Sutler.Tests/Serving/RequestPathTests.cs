using CsCheck;
using Sutler.Go.Serving;
using Sutler.GoModules.Modules;
using Xunit;

namespace Sutler.Tests.Serving;

public sealed class RequestPathTests
{
    private static readonly ModulePath Quote = ModulePath.Parse("rsc.io/QUOTE");

    // EP
    [Fact]
    public void Knows_the_five_endpoints()
    {
        Assert.Equal(new ModuleRequest.List(Quote), Module("/rsc.io/!q!u!o!t!e/@v/list"));
        Assert.Equal(new ModuleRequest.Latest(Quote), Module("/rsc.io/!q!u!o!t!e/@latest"));
        Assert.Equal(new ModuleRequest.Info(Quote, "v1.5.3-PRE"), Module("/rsc.io/!q!u!o!t!e/@v/v1.5.3-!p!r!e.info"));
        Assert.Equal(new ModuleRequest.GoMod(Quote, "v1.5.3-PRE"), Module("/rsc.io/!q!u!o!t!e/@v/v1.5.3-!p!r!e.mod"));
        Assert.Equal(new ModuleRequest.Zip(Quote, "v1.5.3-PRE"), Module("/rsc.io/!q!u!o!t!e/@v/v1.5.3-!p!r!e.zip"));
    }

    // EP-1
    [Theory]
    [InlineData("as go sends it", "/rsc.io/%21q%21u%21o%21t%21e/@v/v2.0.0+incompatible.info")]
    [InlineData("plus escaped", "/rsc.io/!q!u!o!t!e/@v/v2.0.0%2Bincompatible.info")]
    [InlineData("plus escaped in small letters", "/rsc.io/!q!u!o!t!e/@v/v2.0.0%2bincompatible.info")]
    [InlineData("below go", "/go/rsc.io/!q!u!o!t!e/@v/v2.0.0+incompatible.info")]
    [InlineData("with a query", "/rsc.io/!q!u!o!t!e/@v/v2.0.0+incompatible.info?go-get=1&x=/@v/list")]
    [InlineData("with a fragment", "/rsc.io/!q!u!o!t!e/@v/v2.0.0+incompatible.info#/@v/list")]
    [InlineData("as to a forward proxy", "http://proxy.example:8080/go/rsc.io/!q!u!o!t!e/@v/v2.0.0+incompatible.info")]
    [InlineData("all escaped but the slashes", "/%67o/%72%73%63%2E%69%6F/%21q%21u%21o%21t%21e/%40%76/v2%2e0.0%2bincompatible%2einfo")]
    public void Takes_every_spelling_of_a_path_alike(string name, string target)
    {
        Assert.Equal(new RequestTarget.Module(new ModuleRequest.Info(Quote, "v2.0.0+incompatible"), StoredOnly: false), RequestPath.Parse(target));
        Assert.NotEmpty(name);
    }

    // SRV-9
    [Theory]
    [InlineData("/cached-only/rsc.io/!q!u!o!t!e/@v/list")]
    [InlineData("/go/cached-only/rsc.io/!q!u!o!t!e/@v/list")]
    public void Knows_a_request_that_allows_no_fetch(string target) =>
        Assert.Equal(new RequestTarget.Module(new ModuleRequest.List(Quote), StoredOnly: true), RequestPath.Parse(target));

    // SRV-5
    [Theory]
    [InlineData("master")]
    [InlineData("v1")]
    [InlineData("v1.2.3+meta")]
    [InlineData("latest-release")]
    [InlineData("4b825dc642cb")]
    [InlineData("v1.2.3.zip")]
    public void Takes_any_revision_for_metadata(string revision) =>
        Assert.Equal(new ModuleRequest.Info(Quote, revision), Module($"/rsc.io/!q!u!o!t!e/@v/{revision}.info"));

    [Fact]
    public void Knows_the_toolchains() =>
        Assert.Equal(
            new ModuleRequest.Zip(ModulePath.Parse("golang.org/toolchain"), "v0.0.1-go1.24.4.linux-amd64"),
            Module("/golang.org/toolchain/@v/v0.0.1-go1.24.4.linux-amd64.zip"));

    // SRV-1, SRV-2, SRV-5, SRV-6; 05, trap 12
    [Theory]
    [InlineData("nothing", "", 400, "the path does not begin with a slash")]
    [InlineData("all of the server", "*", 400, "the path does not begin with a slash")]
    [InlineData("a host alone", "http://proxy.example", 400, "the path does not begin with a slash")]
    [InlineData("dots", "/a.b/../c/@v/list", 400, "the path has an element of dots")]
    [InlineData("escaped dots", "/a.b/%2e%2E/c/@v/list", 400, "the path has an element of dots")]
    [InlineData("a single dot", "/./a.b/c/@v/list", 400, "the path has an element of dots")]
    [InlineData("dots before the query", "/a.b/c/@v/..?", 400, "the path has an element of dots")]
    [InlineData("two slashes", "/a.b//c/@v/list", 400, "the path has an empty element")]
    [InlineData("two slashes at the beginning", "//a.b/c/@v/list", 400, "the path has an empty element")]
    [InlineData("an escaped slash", "/a.b%2Fc/@v/list", 400, "the path has an escaped slash")]
    [InlineData("an escaped slash in a version", "/a.b/c/@v/feature%2fx.info", 400, "the path has an escaped slash")]
    [InlineData("a NUL", "/a.b/c%00/@v/list", 400, "the path has an escaped control character, or one beyond ASCII")]
    [InlineData("a line end", "/a.b/c/@v/v1%0d%0aX: y.info", 400, "the path has a blank, a control character, or one beyond ASCII")]
    [InlineData("an escaped line end", "/a.b/c/@v/v1%0d%0aX.info", 400, "the path has an escaped control character, or one beyond ASCII")]
    [InlineData("a bare blank", "/a.b/c d/@v/list", 400, "the path has a blank, a control character, or one beyond ASCII")]
    [InlineData("a letter beyond ASCII", "/a.b/%C3%A9/@v/list", 400, "the path has an escaped control character, or one beyond ASCII")]
    [InlineData("half an escape", "/a.b/c/@v/list%2", 400, "the path has a percent sign without two hexadecimal digits")]
    [InlineData("an escape of no digits", "/a.b/%+1/@v/list", 400, "the path has a percent sign without two hexadecimal digits")]
    [InlineData("an escape twice", "/a.b/%2521c/@v/list", 404, "malformed module path \"a.b/%21c\": invalid char '%'")]
    [InlineData("upper case", "/a.b/C/@v/list", 400, "invalid escaped module path \"a.b/C\"")]
    [InlineData("a mark at the end", "/a.b/c!/@latest", 400, "invalid escaped module path \"a.b/c!\"")]
    [InlineData("upper case in a version", "/a.b/c/@v/v1.0.0-RC1.mod", 400, "invalid escaped version \"v1.0.0-RC1\"")]
    [InlineData("the top", "/", 404, "no such page", true)]
    [InlineData("a page", "/index.html", 404, "no such page", true)]
    [InlineData("a module alone", "/a.b/c", 404, "no such page", true)]
    [InlineData("latest of nothing", "/@latest", 404, "no such page", true)]
    [InlineData("go twice", "/go/go/a.b/c/@v/list", 404, "malformed module path \"go/a.b/c\": missing dot in first path element")]
    [InlineData("no host", "/fmt/@v/list", 404, "malformed module path \"fmt\": missing dot in first path element")]
    [InlineData("versions twice", "/a.b/@v/list/@v/list", 404, "malformed module path \"a.b/@v/list\": invalid char '@'")]
    [InlineData("latest of versions", "/a.b/c/@v/@latest", 404, "no such file of a module: \"@latest\"", true)]
    [InlineData("a version with a slash", "/a.b/c/@v/feature/x.info", 404, "invalid escaped version \"feature/x\": invalid char '/'")]
    [InlineData("a device", "/a.b/c/@v/nul.info", 404, "invalid escaped version \"nul\": \"nul\" disallowed as path element component on Windows")]
    [InlineData("no version", "/a.b/c/@v/.info", 404, "invalid escaped version \"\": empty path element")]
    [InlineData("an option", "/a.b/c/@v/--upload-pack=x.info", 404, "no revision begins with a dash: \"--upload-pack=x\"")]
    [InlineData("latest", "/a.b/c/@v/latest.info", 404, "\"latest\" is no revision", true)]
    [InlineData("upgrade", "/a.b/c/@v/upgrade.info", 404, "\"upgrade\" is no revision", true)]
    [InlineData("patch", "/a.b/c/@v/patch.info", 404, "\"patch\" is no revision", true)]
    [InlineData("go.mod of a branch", "/a.b/c/@v/master.mod", 404, "version \"master\" is not canonical", true)]
    [InlineData("zip of a range", "/a.b/c/@v/v1.2.zip", 404, "version \"v1.2\" is not canonical", true)]
    [InlineData("zip with metadata", "/a.b/c/@v/v1.2.3+meta.zip", 404, "version \"v1.2.3+meta\" is not canonical", true)]
    [InlineData("a lock", "/a.b/c/@v/v1.0.0.lock", 404, "no such file of a module: \"v1.0.0.lock\"", true)]
    [InlineData("a hash", "/a.b/c/@v/v1.0.0.ziphash", 404, "no such file of a module: \"v1.0.0.ziphash\"", true)]
    [InlineData("a temporary file", "/a.b/c/@v/v1.0.0.zip123.tmp", 404, "no such file of a module: \"v1.0.0.zip123.tmp\"", true)]
    public void Refuses_what_names_nothing(string name, string target, int status, string reason, bool isBeginning = false)
    {
        var nothing = Assert.IsType<RequestTarget.Nothing>(RequestPath.Parse(target));
        Assert.True(status == nothing.Status, name);
        Assert.Equal(reason, isBeginning ? nothing.Reason[..reason.Length] : nothing.Reason);
    }

    [Fact]
    public void Refuses_an_endless_path() =>
        Assert.Equal(
            new RequestTarget.Nothing(400, "the path has more than 4096 characters"),
            RequestPath.Parse($"/a.b/{new string('c', 4096)}/@v/list"));

    // SDSRV-1, SUMDB
    [Theory]
    [InlineData("/sumdb/sum.golang.org/supported", "sum.golang.org", null)]
    [InlineData("/go/sumdb/sum.golang.org/latest", "sum.golang.org", "latest")]
    [InlineData("/sumdb/localhost:8080/lookup/rsc.io/%21q!u@v1.0.0+incompatible", "localhost:8080", "lookup/rsc.io/%21q!u@v1.0.0+incompatible")]
    [InlineData("/sumdb/example.com/sums/tile/8/1/x001/234.p/5?q", "example.com/sums", "tile/8/1/x001/234.p/5")]
    [InlineData("/sumdb/sum.golang.org/lookup/a.b/lookup/tile@v1.0.0", "sum.golang.org", "lookup/a.b/lookup/tile@v1.0.0")]
    [InlineData("/sumdb/sum%2Egolang.org/%6Cookup/a.b/supported", "sum.golang.org", "%6Cookup/a.b/supported")]
    public void Knows_checksum_databases(string target, string database, string? path) =>
        Assert.Equal(
            new RequestTarget.ChecksumDatabase(
                path is null ? new ChecksumDatabaseRequest.Supported(database) : new ChecksumDatabaseRequest.Endpoint(database, path), StoredOnly: false),
            RequestPath.Parse(target));

    [Theory]
    [InlineData("/sumdb/")]
    [InlineData("/sumdb/sum.golang.org")]
    [InlineData("/sumdb/supported")]
    [InlineData("/sumdb/sum.golang.org/")]
    [InlineData("/sumdb/sum.golang.org/lookup")]
    [InlineData("/sumdb/sum.golang.org/other/page")]
    [InlineData("/sumdb/user@sum.golang.org/supported")]
    public void Refuses_other_pages_of_checksum_databases(string target) =>
        Assert.Equal(404, Assert.IsType<RequestTarget.Nothing>(RequestPath.Parse(target)).Status);

    [Fact]
    public void Reads_back_whatever_was_escaped()
    {
        var element = Gen.Char["abyzABYZ019-_~.x"].Array[1, 6].Select(letters => new string(letters));
        var version = Gen.Char["abyzABYZ019-_~.+,% @"].Array[1, 8].Select(letters => new string(letters));
        Gen.Select(element, element, version, Gen.Int[0, 4], Gen.Int).Sample((first, second, revision, kind, seed) =>
        {
            var text = $"a.b/{first}/{second}";
            if (!ModulePath.TryParse(text, out var path, out _) || !ModulePathRules.TryEscapeVersion(revision, out var escaped, out _)
                || revision[0] == '-' || revision is "latest" or "upgrade" or "patch")
            {
                return;
            }

            var canonical = SemanticVersion.IsCanonical("v1.0.0-" + revision) ? "v1.0.0-" + revision : "v1.0.0";
            Assert.True(ModulePathRules.TryEscapeVersion(canonical, out var escapedCanonical, out _));
            (ModuleRequest request, string file) = kind switch
            {
                0 => ((ModuleRequest)new ModuleRequest.List(path), "@v/list"),
                1 => (new ModuleRequest.Latest(path), "@latest"),
                2 => (new ModuleRequest.Info(path, revision), $"@v/{escaped}.info"),
                3 => (new ModuleRequest.GoMod(path, canonical), $"@v/{escapedCanonical}.mod"),
                _ => (new ModuleRequest.Zip(path, canonical), $"@v/{escapedCanonical}.zip"),
            };
            Assert.Equal(request, Module("/" + Percent($"{path.Escaped}/{file}", new Random(seed))));
        });
    }

    private static ModuleRequest Module(string target) => Assert.IsType<RequestTarget.Module>(RequestPath.Parse(target)).Request;

    /// <summary>Escapes what must be, and some of what need not be.</summary>
    private static string Percent(string path, Random random) =>
        string.Concat(path.Select(letter => letter != '/' && (letter is ' ' or '%' or '?' or '#' || random.Next(4) == 0) ? $"%{(int)letter:X2}" : letter.ToString()));
}
