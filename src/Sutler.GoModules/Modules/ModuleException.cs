using Sutler.Errors;

namespace Sutler.GoModules.Modules;

/// <summary>A failure that belongs to one module version; its text begins with <c>path@version: </c>.</summary>
public class ModuleException : SutlerException
{
    /// <summary>Wraps <paramref name="inner"/>, whose text follows the module's name.</summary>
    public ModuleException(ModuleId module, Exception inner)
        : base(Prefix(module, inner) + inner.Message, inner)
    {
        Module = module;
    }

    /// <summary>The module version that failed; an empty version stands for the module as a whole.</summary>
    public ModuleId Module { get; }

    private static string Prefix(ModuleId module, Exception inner) => inner switch
    {
        InvalidVersionException invalid => $"{module.Path}@{invalid.Version}: invalid {invalid.Noun}: ",
        _ when module.Version.Length > 0 => $"{module.Path}@{module.Version}: ",
        _ => $"module {module.Path}: ",
    };
}
