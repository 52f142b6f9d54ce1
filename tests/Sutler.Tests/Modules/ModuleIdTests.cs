using Sutler.GoModules.Modules;
using Xunit;

namespace Sutler.Tests.Modules;

public sealed class ModuleIdTests
{
    [Fact]
    public void Prints_as_path_at_version() => Assert.Equal("a.b/c@v1.0.0", new ModuleId("a.b/c", "v1.0.0").ToString());

    [Fact]
    public void Prints_the_bare_path_of_the_main_module() => Assert.Equal("a.b/c", new ModuleId("a.b/c", "").ToString());
}
