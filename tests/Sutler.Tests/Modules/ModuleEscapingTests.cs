using CsCheck;
using Sutler.GoModules.Modules;
using Xunit;

namespace Sutler.Tests.Modules;

public sealed class ModuleEscapingTests
{
    // ESC-1
    [Theory]
    [InlineData("ascii.com/abcdefghijklmnopqrstuvwxyz.-/~_0123456789", "ascii.com/abcdefghijklmnopqrstuvwxyz.-/~_0123456789")]
    [InlineData("github.com/GoogleCloudPlatform/omega", "github.com/!google!cloud!platform/omega")]
    [InlineData("rsc.io/QUOTE", "rsc.io/!q!u!o!t!e")]
    public void Marks_upper_case_letters_of_a_path(string path, string escaped)
    {
        Assert.Equal(escaped, ModulePath.Parse(path).Escaped);
        Assert.True(ModulePathRules.TryUnescapePath(escaped, out var back, out _));
        Assert.Equal(path, back.Text);
    }

    [Theory]
    [InlineData("v1.2.3-alpha", "v1.2.3-alpha")]
    [InlineData("v1.5.3-PRE", "v1.5.3-!p!r!e")]
    [InlineData("v3+incompatible", "v3+incompatible")]
    [InlineData("branch name", "branch name")]
    public void Marks_upper_case_letters_of_a_version(string version, string expected)
    {
        Assert.True(ModulePathRules.TryEscapeVersion(version, out var escaped, out _));
        Assert.Equal(expected, escaped);
        Assert.True(ModulePathRules.TryUnescapeVersion(escaped, out var back, out _));
        Assert.Equal(version, back);
    }

    // ESC-2
    [Theory]
    [InlineData("empty", "", "disallowed version string")]
    [InlineData("branch with slash", "feature/x", "disallowed version string")]
    [InlineData("exclamation mark", "!x", "disallowed version string")]
    [InlineData("dots", "..", "disallowed version string")]
    [InlineData("device", "con", "disallowed version string")]
    [InlineData("letter beyond ASCII", "é", "internal error: inconsistency in EscapePath")]
    public void Refuses_a_version_that_cannot_be_a_file_name(string name, string version, string reason)
    {
        Assert.False(ModulePathRules.TryEscapeVersion(version, out var escaped, out var error), name);
        Assert.Null(escaped);
        Assert.Equal(reason, error.Reason);
    }

    // ESC-3
    [Theory]
    [InlineData("upper case", "github.com/Azure", "invalid escaped module path \"github.com/Azure\"")]
    [InlineData("mark before no letter", "github.com/!1", "invalid escaped module path \"github.com/!1\"")]
    [InlineData("mark before upper case", "github.com/!A", "invalid escaped module path \"github.com/!A\"")]
    [InlineData("two marks", "github.com/!!a", "invalid escaped module path \"github.com/!!a\"")]
    [InlineData("mark at the end", "github.com/a!", "invalid escaped module path \"github.com/a!\"")]
    [InlineData("not ASCII", "github.com/é", "invalid escaped module path \"github.com/é\"")]
    [InlineData("bad behind the escapes", "!git.com/a", "invalid escaped module path \"!git.com/a\": malformed module path \"Git.com/a\": invalid char 'G' in first path element")]
    public void Refuses_a_malformed_escape(string name, string escaped, string reason)
    {
        Assert.False(ModulePathRules.TryUnescapePath(escaped, out _, out var error), name);
        Assert.Equal(reason, error.Reason);
    }

    [Theory]
    [InlineData("v1.0.0-Pre", "invalid escaped version \"v1.0.0-Pre\"")]
    [InlineData("a/b", "invalid escaped version \"a/b\": invalid char '/'")]
    [InlineData("", "invalid escaped version \"\": empty path element")]
    public void Refuses_a_malformed_escaped_version(string escaped, string reason)
    {
        Assert.False(ModulePathRules.TryUnescapeVersion(escaped, out _, out var error));
        Assert.Equal(reason, error.Reason);
    }

    [Fact]
    public void Loses_nothing_and_never_needs_upper_case()
    {
        var element = Gen.Char["abyzABYZ019-_~x"].Array[1, 6].Select(letters => new string(letters));
        Gen.Select(element, element).Select((first, second) => $"a.b/{first}/{second}").Sample(text =>
        {
            if (!ModulePath.TryParse(text, out var path, out _))
            {
                return true;
            }

            return !path.Escaped.Any(char.IsAsciiLetterUpper) && ModulePathRules.TryUnescapePath(path.Escaped, out var back, out _) && back == path;
        });
    }
}
