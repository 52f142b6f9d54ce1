using Sutler.GoModules.Modules;
using Xunit;

namespace Sutler.Tests.Modules;

public sealed class PathMajorTests
{
    [Theory]
    [InlineData("x.y/z", "x.y/z", "", true)]
    [InlineData("x.y/z/v2", "x.y/z", "/v2", true)]
    [InlineData("x.y/z/v10", "x.y/z", "/v10", true)]
    [InlineData("x.y/z/v", "x.y/z/v", "", true)]
    [InlineData("x.y/v2/z", "x.y/v2/z", "", true)]
    [InlineData("x.y/z/w2", "x.y/z/w2", "", true)]
    [InlineData("x.y/zv2", "x.y/zv2", "", true)]
    [InlineData("x.y/z/2", "x.y/z/2", "", true)]
    [InlineData("v2", "v2", "", true)]
    [InlineData("/v2", "", "/v2", true)]
    [InlineData("x.y/z/v0", "x.y/z/v0", "", false)]
    [InlineData("x.y/z/v1", "x.y/z/v1", "", false)]
    [InlineData("x.y/z/v02", "x.y/z/v02", "", false)]
    [InlineData("x.y/z/v2.", "x.y/z/v2.", "", false)]
    [InlineData("x.y/z/v2.3", "x.y/z/v2.3", "", false)]
    [InlineData("gopkg.in/yaml.v2", "gopkg.in/yaml", ".v2", true)]
    [InlineData("gopkg.in/user/yaml.v0", "gopkg.in/user/yaml", ".v0", true)]
    [InlineData("gopkg.in/yaml.v1-unstable", "gopkg.in/yaml", ".v1-unstable", true)]
    [InlineData("gopkg.in/yaml.v00", "gopkg.in/yaml.v00", "", false)]
    [InlineData("gopkg.in/yaml", "gopkg.in/yaml", "", false)]
    [InlineData("gopkg.in/yaml/v2", "gopkg.in/yaml/v2", "", false)]
    [InlineData("gopkg.in/yaml.v2/sub", "gopkg.in/yaml.v2/sub", "", false)]
    public void Splits_the_suffix_off(string path, string prefix, string pathMajor, bool isValid)
    {
        Assert.Equal(isValid, ModulePathRules.TrySplitMajor(path, out var actualPrefix, out var actualMajor));
        Assert.Equal((prefix, pathMajor), (actualPrefix, actualMajor));
    }

    [Theory]
    [InlineData("v0.1.0", "", null)]
    [InlineData("v1.2.3", "", null)]
    [InlineData("v2.0.0", "", "version \"v2.0.0\" invalid: should be v0 or v1, not v2")]
    [InlineData("v2.0.0+incompatible", "", null)]
    [InlineData("v2.0.0", "/v2", null)]
    [InlineData("v2.0.0+incompatible", "/v2", null)]
    [InlineData("v1.0.0", "/v2", "version \"v1.0.0\" invalid: should be v2, not v1")]
    [InlineData("v0.0.0-20161208181325-20d25e280405", ".v1", null)]
    [InlineData("v0.0.0-20161208181325-20d25e280405", ".v2", "version \"v0.0.0-20161208181325-20d25e280405\" invalid: should be v2, not v0")]
    [InlineData("v0.1.0", ".v1", "version \"v0.1.0\" invalid: should be v1, not v0")]
    [InlineData("v2.5.0", ".v2-unstable", null)]
    [InlineData("v1.5.0", ".v2-unstable", "version \"v1.5.0\" invalid: should be v2, not v1")]
    [InlineData("latest", "/v2", "version \"latest\" invalid: should be v2, not ")]
    public void Says_when_version_and_path_disagree(string version, string pathMajor, string? reason)
    {
        Assert.Equal(reason, ModulePathRules.CheckPathMajor(version, pathMajor)?.Reason);
        Assert.Equal(reason is null, ModulePathRules.MatchesPathMajor(version, pathMajor));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("/v2", "v2")]
    [InlineData(".v3", "v3")]
    [InlineData(".v3-unstable", "v3")]
    public void Gives_the_major_version_asked_for(string pathMajor, string major) =>
        Assert.Equal(major, ModulePathRules.PathMajorPrefix(pathMajor));
}
