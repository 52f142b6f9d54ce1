using Sutler.GoModules.Zip;
using Xunit;

namespace Sutler.Tests.Zip;

// Spec: CREATE-3.
public sealed class VendoredFilesTests
{
    private static readonly string[] Old = ["", "1", "1.2", "1.9", "1.14", "1.21.0", "1.22rc1", "1.23", "1.23.99", "nonsense"];
    private static readonly string[] New = ["1.24", "1.24rc1", "1.24.0", "1.25", "1.99.0", "2.0"];

    [Theory]
    [InlineData("package in the root's vendor directory", "vendor/a/a.go", true, true)]
    [InlineData("package in a vendor directory below", "pkg/vendor/a/a.go", true, true)]
    [InlineData("below a long name", "longpackagename/vendor/a/a.go", true, true)]
    [InlineData("file beside the vendored packages", "vendor/vendor.go", false, false)]
    [InlineData("list of another program", "vendor/a/modules.txt", true, true)]
    [InlineData("list outside", "modules.txt", false, false)]
    [InlineData("name that ends like the list", "vendor/amodules.txt", false, false)]
    [InlineData("list of vendored modules", "vendor/modules.txt", false, true)]
    [InlineData("file in a vendor directory below", "pkg/vendor/vendor.go", true, false)]
    [InlineData("file in a vendor directory below a long name", "longpackagename/vendor/vendor.go", true, false)]
    [InlineData("file in a vendor directory below the shortest name", "a/vendor/x", true, false)]
    [InlineData("directory that begins like vendor", "vendored/a/a.go", false, false)]
    [InlineData("directory that ends like vendor", "myvendor/a/a.go", false, false)]
    [InlineData("second of two vendor directories", "a/vendor/b/vendor/x", true, true)]
    [InlineData("plain file", "a/b/c.go", false, false)]
    public void Depend_on_the_go_line_of_the_module(string name, string path, bool before, bool after)
    {
        Assert.NotEmpty(name);
        Assert.All(Old, goLine => Assert.Equal(before, VendoredFiles.For(goLine).Contain(path)));
        Assert.All(New, goLine => Assert.Equal(after, VendoredFiles.For(goLine).Contain(path)));
    }
}
