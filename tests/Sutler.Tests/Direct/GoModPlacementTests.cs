using System.Text;
using Sutler.Errors;
using Sutler.GoModules.Direct;
using Sutler.GoModules.Modules;
using Xunit;

namespace Sutler.Tests.Direct;

// Spec: VER-5, VER-6. A path or "-" for none; "" is a go.mod without module line.
public sealed class GoModPlacementTests
{
    private static string Find(string path, string root, string version, string plain, string inMajor)
    {
        try
        {
            var found = GoModPlacement.Find(ModulePlace.Create(ModulePath.Parse(path), root, ""), version, GoMod(plain), GoMod(inMajor));
            return $"{(found.GoMod is null ? "nothing" : "go.mod")} in '{found.Directory}'";
        }
        catch (SutlerException failure)
        {
            return failure.Message;
        }

        static byte[]? GoMod(string path) => path == "-" ? null : Encoding.UTF8.GetBytes(path.Length == 0 ? "go 1.20\n" : $"// about\nmodule \"{path}\"\n");
    }

    [Theory]
    [InlineData("go.mod in the root", "h.io/r", "h.io/r", "-", "go.mod in ''")]
    [InlineData("nothing in the root", "h.io/r", "-", "-", "nothing in ''")]
    [InlineData("fork of something else", "h.io/r", "other.io/x", "-", "go.mod in ''")]
    [InlineData("old way of replacing gopkg.in", "h.io/r", "gopkg.in/x.v3", "-", "go.mod in ''")]
    [InlineData("gopkg.in of v1", "h.io/r", "gopkg.in/x.v1", "-", "go.mod in ''")]
    [InlineData("directory", "h.io/r/a", "h.io/r/a", "-", "go.mod in 'a'")]
    [InlineData("major version in the root", "h.io/r/v2", "h.io/r/v2", "-", "go.mod in ''")]
    [InlineData("major version in its directory", "h.io/r/v2", "-", "h.io/r/v2", "go.mod in 'v2'")]
    [InlineData("major version in its directory, v1 in the root", "h.io/r/v2", "h.io/r", "h.io/r/v2", "go.mod in 'v2'")]
    [InlineData("major version below a directory", "h.io/r/a/v2", "h.io/r/a", "h.io/r/a/v2", "go.mod in 'a/v2'")]
    [InlineData("major version in the manner of gopkg.in", "h.io/r/v2", "gopkg.in/x.v2", "-", "go.mod in ''")]
    public void Finds(string name, string path, string plain, string inMajor, string expected)
    {
        Assert.NotEmpty(name);
        Assert.Equal(expected, Find(path, "h.io/r", "v1.0.0", plain, inMajor));
    }

    [Theory]
    [InlineData("gopkg.in without go.mod", "gopkg.in/x.v2", "gopkg.in/x.v2", "-", "nothing in ''")]
    [InlineData("gopkg.in with its path", "gopkg.in/x.v2", "gopkg.in/x.v2", "gopkg.in/x.v2", "go.mod in ''")]
    [InlineData("gopkg.in with a path of the other manner", "gopkg.in/x.v2", "gopkg.in/x.v2", "h.io/x/v2", "go.mod in ''")]
    [InlineData("gopkg.in with a path without major", "gopkg.in/x.v1", "gopkg.in/x.v1", "h.io/x", "go.mod has non-....v1 module path \"h.io/x\" at revision v2.0.0")]
    [InlineData("unstable is not the same", "gopkg.in/x.v2", "gopkg.in/x.v2", "gopkg.in/x.v2-unstable", "go.mod has non-....v2 module path \"gopkg.in/x.v2-unstable\" at revision v2.0.0")]
    [InlineData("root with a major version", "h.io/r/v2", "h.io/r/v2", "h.io/r/v2", "go.mod in ''")]
    [InlineData("root with a major version without go.mod", "h.io/r/v2", "h.io/r/v2", "-", "missing h.io/r/v2/go.mod at revision v2.0.0")]
    public void Looks_only_in_the_root_that_is_the_module(string name, string path, string root, string plain, string expected)
    {
        Assert.NotEmpty(name);
        Assert.Equal(expected, Find(path, root, "v2.0.0", plain, "h.io/r/v2"));
    }

    [Theory]
    [InlineData("both", "h.io/r/v2", "h.io/r/v2", "h.io/r/v2", "h.io/r/go.mod and .../v2/go.mod both have .../v2 module paths at revision v2.0.4")]
    [InlineData("other path in the directory", "h.io/r/v2", "-", "h.io/r", "h.io/r/v2/go.mod has non-.../v2 module path \"h.io/r\" at revision v2.0.4")]
    [InlineData("other path in the directory though the root fits", "h.io/r/v2", "h.io/r/v2", "h.io/x", "h.io/r/v2/go.mod has non-.../v2 module path \"h.io/x\" at revision v2.0.4")]
    [InlineData("no path in the directory", "h.io/r/v2", "-", "", "h.io/r/v2/go.mod is missing module path at revision v2.0.4")]
    [InlineData("other path in the root", "h.io/r/v2", "h.io/r", "-", "go.mod has non-.../v2 module path \"h.io/r\" (and .../v2/go.mod does not exist) at revision v2.0.4")]
    [InlineData("no path in the root", "h.io/r/v2", "", "-", "go.mod is missing module path (and .../v2/go.mod does not exist) at revision v2.0.4")]
    [InlineData("nothing", "h.io/r/v2", "-", "-", "missing h.io/r/go.mod and .../v2/go.mod at revision v2.0.4")]
    [InlineData("nothing in a directory", "h.io/r/a", "-", "-", "missing h.io/r/a/go.mod at revision a/v2.0.4")]
    [InlineData("no path", "h.io/r", "", "-", "go.mod is missing module path at revision v2.0.4")]
    [InlineData("path of a higher major", "h.io/r", "h.io/r/v2", "-", "go.mod has post-v2 module path \"h.io/r/v2\" at revision v2.0.4")]
    [InlineData("malformed path", "h.io/r", "h.io/r/v02", "-", "go.mod has malformed module path \"h.io/r/v02\" at revision v2.0.4")]
    [InlineData("path of a higher major in a directory", "h.io/r/a", "h.io/r/a/v2", "-", "a/go.mod has post-v2 module path \"h.io/r/a/v2\" at revision a/v2.0.4")]
    public void Refuses(string name, string path, string plain, string inMajor, string expected)
    {
        Assert.NotEmpty(name);
        Assert.Equal(expected, Find(path, "h.io/r", "v2.0.4", plain, inMajor));
    }
}
