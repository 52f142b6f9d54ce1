using Sutler.Errors;
using Sutler.Go.Sources;
using Sutler.GoModules.Modules;

namespace Sutler.TestKit;

/// <summary>For tests of proxies: a version control that fails, and says that nothing is there no more than that something is.</summary>
public static class NoVersionControl
{
    /// <summary>A module whose every question fails.</summary>
    public static IModuleRepository Open(ModulePath path) => new MemoryModuleRepository(path.Text) { Failure = new SutlerException("version control failed") };
}
