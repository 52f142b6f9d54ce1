using Sutler.Go.Direct.Commands;
using Sutler.Go.Direct.Mercurial;
using Sutler.Tests.Direct.Commands;

namespace Sutler.Tests.Direct.Mercurial;

public sealed class MercurialFixture() : ServedRepository("hg", "hg")
{
    public override CommandTable Table { get; } = new MercurialTable();

    // Made from fixed dates and names: the same in every run. The second sets the tag of what was committed before.
    public override (string Name, string ShortName, string Time)[] Revisions { get; } =
    [
        ("c91bff0114a1fadc4ed7293fa012949392ea3528", "c91bff0114a1", "2017-07-14T02:40:00Z"),
        ("74b19963d7307824a9efb0191837fecad6086a18", "74b19963d730", "2017-07-14T02:43:00Z"),
    ];

    public override string[] GoClone => ["hg", "clone", "-U", "--", Url, "."];

    /// <summary>One that has a branch <c>stable</c> as well, whose tip is not the tip of all.</summary>
    public string BranchedUrl => UrlOf("branched");

    public override async Task ReleaseAsync()
    {
        Put("more.txt", "more\n");
        await CommitAsync("2017-07-14 03:00 UTC", "more");
        await TagAsync("2017-07-14 03:01 UTC", "v1.1.0");
        await RunAsync("hg", "push", "-q", "-r", "default", Scratch["hg/later"]);
    }

    /// <summary>Commits to the branch <c>stable</c>, and the name of what came of it.</summary>
    public async Task<string> MoveBranchAsync()
    {
        await RunAsync("hg", "update", "-q", "stable");
        Put("stable.txt", "stable still\n");
        await CommitAsync("2017-07-14 04:00 UTC", "stable");
        await RunAsync("hg", "push", "-q", "-f", Scratch["hg/branched"]);
        var name = await RunAsync("hg", "log", "-r", ".", "--template", "{node}");
        await RunAsync("hg", "update", "-q", "default");
        return name;
    }

    protected override async Task BuildAsync()
    {
        await RunAsync("hg", "init", ".");
        Put("go.mod", GoMod);
        Put("one.go", "package one\n");
        Put("crlf.txt", Mixed);
        await CommitAsync("2017-07-14 04:40 +0200", "one");
        await TagAsync("2017-07-14 02:41 UTC", "v1.0.0");
        Put("sub/go.mod", "module one.test/sub\n");
        Put("sub/s.go", "package sub\n");
        await CommitAsync("2017-07-14 02:42 UTC", "two");
        await TagAsync("2017-07-14 02:43 UTC", "sub/v0.1.0");
        await RunAsync("hg", "clone", "-q", "-U", ".", Scratch["hg/one"]);
        await RunAsync("hg", "clone", "-q", "-U", ".", Scratch["hg/later"]);
        await RunAsync("hg", "branch", "-q", "stable");
        Put("stable.txt", "stable\n");
        await CommitAsync("2017-07-14 02:44 UTC", "stable");
        await RunAsync("hg", "update", "-q", "default");
        Put("default.txt", "default\n");
        await CommitAsync("2017-07-14 02:45 UTC", "default");
        await RunAsync("hg", "clone", "-q", "-U", ".", Scratch["hg/branched"]);
    }

    private Task<string> TagAsync(string date, string name) => RunAsync("hg", "tag", "-u", "gopher", "-d", date, name);

    private async Task CommitAsync(string date, string message)
    {
        await RunAsync("hg", "add", "-q");
        await RunAsync("hg", "commit", "-q", "-u", "gopher", "-d", date, "-m", message);
    }
}
