using Sutler.Go.Direct.Commands;
using Sutler.Go.Direct.Fossil;
using Sutler.Tests.Direct.Commands;

namespace Sutler.Tests.Direct.Fossil;

public sealed class FossilFixture() : ServedRepository("fossil", "fossil")
{
    public override CommandTable Table { get; } = new FossilTable();

    public override (string Name, string ShortName, string Time)[] Revisions { get; } =
    [
        ("b7e138c45db2b0180eb37b7b6e3c6abea52ce630", "b7e138c45db2", "2017-07-14T02:40:00Z"),
        ("93ba94c64ee235d59122c39abaa0eff078aa839d", "93ba94c64ee2", "2017-07-14T02:41:00Z"),
    ];

    // As in go 1.24.
    public override string[] Tags => [];

    public override string[] SubArchive => [];

    public override string[] GoClone => ["fossil", "clone", "--", Url, ".fossil"];

    public override async Task ReleaseAsync()
    {
        await RunAsync("fossil", "close", "-f");
        await RunAsync("fossil", "open", "-f", Scratch["fossil/later.fossil"]);
        Put("more.txt", "more\n");
        await CommitAsync("2017-07-14 03:00:00", "more", "v1.1.0");
    }

    protected override async Task BuildAsync()
    {
        await RunAsync("fossil", "init", "-A", "gopher", "--date-override", "2017-07-14 02:39:00", Scratch["fossil/one.fossil"]);
        await RunAsync("fossil", "open", "-f", Scratch["fossil/one.fossil"]);
        Put("go.mod", GoMod);
        Put("one.go", "package one\n");
        Put("crlf.txt", Mixed);
        await CommitAsync("2017-07-14 02:40:00", "one", "v1.0.0");
        Put("sub/go.mod", "module one.test/sub\n");
        Put("sub/s.go", "package sub\n");
        await CommitAsync("2017-07-14 02:41:00", "two", "sub/v0.1.0");
        File.Copy(Scratch["fossil/one.fossil"], Scratch["fossil/later.fossil"]);
    }

    private async Task CommitAsync(string date, string message, string tag)
    {
        await RunAsync("fossil", "addremove", "--dotfiles");
        await RunAsync("fossil", "commit", "--no-prompt", "--no-warnings", "--nosign", "--user-override", "gopher", "--date-override", date, "-m", message, "--tag", tag);
    }
}
