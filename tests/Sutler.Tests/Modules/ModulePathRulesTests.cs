using Sutler.Errors;
using Sutler.GoModules.Modules;
using Xunit;

namespace Sutler.Tests.Modules;

public sealed class ModulePathRulesTests
{
    /// <summary>Path and the reasons as module, import and file path; null is legal.</summary>
    public static TheoryData<string, string?, string?, string?> Paths => new()
    {
        { "x.y/z", null, null, null },
        { "github.com/!123/logrus", "invalid char '!'", "invalid char '!'", null },
        { "", "empty string", "empty string", "empty string" },
        { "a\ud800", "invalid UTF-8", "invalid UTF-8", "invalid UTF-8" },
        { "-x.y/z", "leading dash", "leading dash", null },
        { "-", "leading dash", "leading dash", null },
        { "x.y//z", "double slash", "double slash", "double slash" },
        { "//", "double slash", "double slash", "double slash" },
        { "x.y/z/", "trailing slash", "trailing slash", "trailing slash" },
        { "/", "trailing slash", "trailing slash", "trailing slash" },
        { "/x.y/z", "empty path element", "empty path element", "empty path element" },
        { "x.y/./z", "invalid path element \".\"", "invalid path element \".\"", "invalid path element \".\"" },
        { "x.y/../z", "invalid path element \"..\"", "invalid path element \"..\"", "invalid path element \"..\"" },
        { "x.y/.z", "leading dot in path element", null, null },
        { "x.y/z.", "trailing dot in path element", "trailing dot in path element", "trailing dot in path element" },
        { "x.y/z_~-9", null, null, null },
        { "x.y/a+b", "invalid char '+'", null, null },
        { "x.y/a b", "invalid char ' '", "invalid char ' '", null },
        { "x.y/a:b", "invalid char ':'", "invalid char ':'", "invalid char ':'" },
        { "x.y/a\"b", "invalid char '\"'", "invalid char '\"'", "invalid char '\"'" },
        { "x.y/a'b", "invalid char '\\''", "invalid char '\\''", "invalid char '\\''" },
        { "x.y/a`b", "invalid char '`'", "invalid char '`'", "invalid char '`'" },
        { "x.y/a\\b", "invalid char '\\\\'", "invalid char '\\\\'", "invalid char '\\\\'" },
        { "x.y/a;b", "invalid char ';'", "invalid char ';'", "invalid char ';'" },
        { "x.y/a*b", "invalid char '*'", "invalid char '*'", "invalid char '*'" },
        { "x.y/a\u0001b", "invalid char '\\x01'", "invalid char '\\x01'", "invalid char '\\x01'" },
        { "x.y/!#$%&()+,-.=@[]^_{}~", "invalid char '!'", "invalid char '!'", null },
        { "x.y/é日", "invalid char 'é'", "invalid char 'é'", null },
        { "x.y/☺", "invalid char '☺'", "invalid char '☺'", "invalid char '☺'" },
        { "x.y/e\u0301", "invalid char '\u0301'", "invalid char '\u0301'", "invalid char '\u0301'" },
        { "x.y/\U00020000", "invalid char '\U00020000'", "invalid char '\U00020000'", null },
        { "x.y/\U000105C0", "invalid char '\\U000105c0'", "invalid char '\\U000105c0'", "invalid char '\\U000105c0'" }, // newer than go's Unicode
        { "x.y/aux", DisallowedOnWindows("aux"), DisallowedOnWindows("aux"), DisallowedOnWindows("aux") },
        { "x.y/CoM1.go", DisallowedOnWindows("CoM1"), DisallowedOnWindows("CoM1"), DisallowedOnWindows("CoM1") },
        { "x.y/com0", null, null, null },
        { "x.y/com10", null, null, null },
        { "x.y/a.con", null, null, null },
        { "x.y/a~1", "trailing tilde and digits in path element", "trailing tilde and digits in path element", null },
        { "x.y/a~12.b", "trailing tilde and digits in path element", "trailing tilde and digits in path element", null },
        { "x.y/a~1~", null, null, null },
        { "x.y/a~b1", null, null, null },
        { "x.y/a.b~1", null, null, null },
        { "m", "missing dot in first path element", null, null },
        { "x/y.z", "missing dot in first path element", null, null },
        { "X.y/z", "invalid char 'X' in first path element", null, null },
        { "x_.y/z", "invalid char '_' in first path element", null, null },
        { "x.y/v1", "invalid version", null, null },
        { "x.y/v02", "invalid version", null, null },
        { "x.y/v2.1", "invalid version", null, null },
        { "x.y/v", null, null, null },
        { "gopkg.in/yaml", "invalid version", null, null },
        { "gopkg.in/yaml.v1", null, null, null },
        { "gopkg.in/yaml.v0", null, null, null },
        { "gopkg.in/yaml.v01", "invalid version", null, null },
        { "gopkg.in/yaml.v2-unstable", null, null, null },
        { "gopkg.in/yaml.v-unstable", null, null, null }, // go takes it, though no version fits it
        { "gopkg.in/v2", "invalid version", null, null },
    };

    [Theory]
    [MemberData(nameof(Paths))]
    public void Says_which_rule_a_path_breaks(string path, string? asModule, string? asImport, string? asFile)
    {
        var quoted = Sutler.GoModules.GoQuoting.Quote(path);
        Assert.Equal(asModule is null ? null : $"malformed module path {quoted}: {asModule}", ModulePathRules.CheckModulePath(path)?.Reason);
        Assert.Equal(asImport is null ? null : $"malformed import path {quoted}: {asImport}", ModulePathRules.CheckImportPath(path)?.Reason);
        Assert.Equal(asFile is null ? null : $"malformed file path {quoted}: {asFile}", ModulePathRules.CheckFilePath(path)?.Reason);
    }

    [Theory]
    [InlineData("x.y/z", "v1.0.0", null)]
    [InlineData("x.y/z", "v1", null)] // valid is enough here
    [InlineData("x.y/z", "v2.0.0+incompatible", null)]
    [InlineData("x.y/z", "v2.0.0", "x.y/z@v2.0.0: invalid version: should be v0 or v1, not v2")]
    [InlineData("x.y/z/v2", "v1.0.0", "x.y/z/v2@v1.0.0: invalid version: should be v2, not v1")]
    [InlineData("x.y/z", "latest", "x.y/z@latest: invalid version: not a semantic version")]
    [InlineData("x", "latest", "malformed module path \"x\": missing dot in first path element")]
    public void Checks_path_and_version_together(string path, string version, string? reason) =>
        Assert.Equal(reason, ModulePathRules.Check(path, version)?.Reason);

    [Fact]
    public void Throws_the_text_of_the_check()
    {
        var error = Assert.Throws<SutlerException>(() => ModulePath.Parse("X.y"));
        Assert.Equal("malformed module path \"X.y\": invalid char 'X' in first path element", error.Message);
    }

    [Fact]
    public void Names_no_module_by_default() => Assert.Throws<InvalidOperationException>(() => default(ModulePath).Text);

    private static string DisallowedOnWindows(string name) => $"\"{name}\" disallowed as path element component on Windows";
}
