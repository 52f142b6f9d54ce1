using System.Globalization;
using Sutler.Go.Direct.Commands;
using Sutler.Go.Direct.Subversion;
using Sutler.Tests.Direct.Commands;

namespace Sutler.Tests.Direct.Subversion;

public sealed class SubversionFixture() : ServedRepository("svn", "svnserve")
{
    public override CommandTable Table { get; } = new SubversionTable();

    public override (string Name, string ShortName, string Time)[] Revisions { get; } =
        [("2", "000000000002", "2017-07-14T02:40:02.123456Z"), ("4", "000000000004", "2017-07-14T02:40:04.123456Z")];

    // As in go 1.24: a tag is a directory, whose name is no revision.
    public override string? Tag => null;

    public override string[] Tags => [];

    public override string UrlOf(string name) => Base + name + "/trunk";

    public override async Task ReleaseAsync()
    {
        await RunAsync("svn", "relocate", File("one"), File("later"), ".");
        Put("more.txt", "more\n");
        await CommitAsync("later", 5);
    }

    protected override async Task BuildAsync()
    {
        await RunAsync("svnadmin", "create", Scratch["svn/one"]);
        var hook = Scratch.Write("svn/one/hooks/pre-revprop-change", "#!/bin/sh\nexit 0\n");
        System.IO.File.SetUnixFileMode(hook, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await RunAsync("svn", "mkdir", "-q", "-m", "begin", File("one"), File("one")[..^"trunk".Length] + "tags");
        await RunAsync("svn", "checkout", "-q", File("one"), ".");
        Put("go.mod", GoMod);
        Put("one.go", "package one\n");
        Put("crlf.txt", Mixed);
        await CommitAsync("one", 2);
        await RunAsync("svn", "copy", "-q", "-m", "tag", File("one"), File("one")[..^"trunk".Length] + "tags/v1.0.0");
        Put("sub/go.mod", "module one.test/sub\n");
        Put("sub/s.go", "package sub\n");
        await CommitAsync("one", 4);
        await RunAsync("svnadmin", "hotcopy", Scratch["svn/one"], Scratch["svn/later"]);
    }

    /// <summary>Makes another repository whose trunk has one file and a symbolic link, and gives the trunk's URL.</summary>
    public async Task<string> LinkAsync(string name, string target)
    {
        var tree = Scratch[$"tree-{name}"];
        await RunAsync("svnadmin", "create", Scratch["svn/" + name]);
        await RunAsync("svn", "mkdir", "-q", "-m", "begin", File(name));
        await RunAsync("svn", "checkout", "-q", File(name), tree);
        Scratch.Write($"tree-{name}/go.mod", GoMod);
        System.IO.File.CreateSymbolicLink(Path.Combine(tree, "link"), target);
        await RunAsync("svn", "add", "-q", Path.Combine(tree, "go.mod"), Path.Combine(tree, "link"));
        await RunAsync("svn", "commit", "-q", "-m", "link", tree);
        return UrlOf(name);
    }

    /// <summary>The URL that is used to write.</summary>
    private string File(string name) => "file://" + Scratch[$"svn/{name}/trunk"];

    private async Task CommitAsync(string name, int number)
    {
        await RunAsync("svn", "add", "-q", "--force", "--no-auto-props", ".");
        await RunAsync("svn", "commit", "-q", "-m", "more");
        string revision = number.ToString(CultureInfo.InvariantCulture);
        await RunAsync("svn", "propset", "-q", "--revprop", "-r", revision, "svn:date", $"2017-07-14T02:40:{number:00}.123456Z", File(name));
    }
}
