using Sutler.Go.Direct.Bazaar;
using Sutler.Go.Direct.Commands;
using Sutler.Tests.Direct.Commands;

namespace Sutler.Tests.Direct.Bazaar;

public sealed class BazaarFixture() : ServedRepository("bzr", "brz")
{
    public override CommandTable Table { get; } = new BazaarTable();

    public override (string Name, string ShortName, string Time)[] Revisions { get; } =
        [("1", "000000000001", "2017-07-14T02:40:00Z"), ("2", "000000000002", "2017-07-14T02:41:00Z")];

    // As go 1.24 has it: they lie at the root of the archive.
    public override string[] SubArchive => ["go.mod", "s.go"];

    public override string[] GoClone => ["bzr", "branch", "--use-existing-dir", "--", Url, "."];

    public override async Task ReleaseAsync()
    {
        Put("more.txt", "more\n");
        await CommitAsync("2017-07-14 03:00:00 +0000", "more");
        await RunAsync("bzr", "tag", "v1.1.0");
        await RunAsync("bzr", "push", "-q", Scratch["bzr/later"]);
    }

    protected override async Task BuildAsync()
    {
        await RunAsync("bzr", "init", "-q", ".");
        await RunAsync("bzr", "whoami", "--branch", "Gopher <gopher@example.org>");
        Put("go.mod", GoMod);
        Put("one.go", "package one\n");
        Put("crlf.txt", Mixed);
        await CommitAsync("2017-07-14 04:40:00 +0200", "one");
        await RunAsync("bzr", "tag", "v1.0.0");
        Put("sub/go.mod", "module one.test/sub\n");
        Put("sub/s.go", "package sub\n");
        await CommitAsync("2017-07-14 02:41:00 +0000", "two");
        await RunAsync("bzr", "tag", "sub/v0.1.0");
        foreach (var name in new[] { "one", "later" })
        {
            await RunAsync("bzr", "branch", "-q", ".", Scratch["bzr/" + name]);
        }
    }

    private async Task CommitAsync(string date, string message)
    {
        await RunAsync("bzr", "add", "-q");
        await RunAsync("bzr", "commit", "-q", "--commit-time", date, "-m", message);
    }
}
