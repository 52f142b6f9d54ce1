using Sutler.Errors;

namespace Sutler.Go.Loading;

/// <summary>A workspace member needs a newer go line than go.work has. Spec: WORK-4.</summary>
internal sealed class WorkTooOldException : SutlerException
{
    internal WorkTooOldException(string directory, string goVersion, Workspace workspace)
        : base($"module {directory} listed in go.work file requires go >= {goVersion}, but go.work "
            + $"{(workspace.File.Go is null ? "implicitly requires" : "lists")} go {workspace.GoVersion}; to update it:\n\tgo work use")
    {
    }
}
