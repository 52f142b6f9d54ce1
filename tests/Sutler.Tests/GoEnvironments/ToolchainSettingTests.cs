using Sutler.Errors;
using Sutler.Go.Environment;
using Xunit;

namespace Sutler.Tests.GoEnvironments;

/// <summary>Spec: TOOL-1.</summary>
public sealed class ToolchainSettingTests
{
    [Theory]
    [InlineData("")]
    [InlineData("auto")]
    [InlineData("path")]
    [InlineData("local")]
    [InlineData("local+auto")]
    [InlineData("go1.24.4")]
    [InlineData("go1.21rc1+path")]
    public void Accepts_what_the_go_command_accepts(string setting) =>
        Assert.Null(Record.Exception(() => ToolchainSetting.Check(setting)));

    [Theory]
    [InlineData("bogus", "invalid GOTOOLCHAIN \"bogus\"")]
    [InlineData("x+auto", "invalid GOTOOLCHAIN \"x+auto\": invalid minimum toolchain \"x\"")]
    [InlineData("go1.24+y", "invalid GOTOOLCHAIN \"go1.24+y\": only version suffixes are +auto and +path")]
    [InlineData("local+", "invalid GOTOOLCHAIN \"local+\": only version suffixes are +auto and +path")]
    public void Refuses_what_the_go_command_refuses(string setting, string text)
    {
        var error = Assert.Throws<FatalException>(() => ToolchainSetting.Check(setting));
        Assert.Equal(text, error.Message);
        Assert.True(error.Prefixed);
    }
}
