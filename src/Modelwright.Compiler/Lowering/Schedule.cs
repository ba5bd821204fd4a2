namespace Modelwright.Compiler.Lowering;

/// <summary>What a stage computes: all of one kind.</summary>
internal enum StageKind
{
    /// <summary>Rectifiers.</summary>
    Rectifiers,

    /// <summary>Products.</summary>
    Products,

    /// <summary>Groups of components.</summary>
    States,
}

/// <summary>A layer's worth of work.</summary>
/// <param name="Kind">Of what kind.</param>
/// <param name="Atoms">The rectifiers or products.</param>
/// <param name="Groups">The groups of components.</param>
internal sealed record Stage(StageKind Kind, List<int> Atoms, List<StateGroup> Groups);

/// <summary>The stages of a program, one behind another: as soon as possible, rectifiers first, then products, then states.</summary>
internal static class Schedule
{
    /// <summary>The stages that the outputs need.</summary>
    public static List<Stage> Of(StepProgram program, StateGroups groups)
    {
        var stages = new List<Stage>();
        var done = new HashSet<int>(program.Atoms.OfType<InputAtom>().Select(a => a.Id));
        var open = program.Atoms.Where(a => a.Operands.Any()).ToList();
        var waiting = groups.InOrder.ToList();
        while (open.Count + waiting.Count > 0)
        {
            var ready = open.Where(a => a.Operands.All(IsDone)).ToList();
            if (ready.Any(a => a is RectifierAtom))
                Take(StageKind.Rectifiers, ready.Where(a => a is RectifierAtom).ToList());
            else if (ready.Count > 0)
                Take(StageKind.Products, ready);
            else
                TakeStates();
        }

        return stages;

        bool IsDone(Affine operand) => operand.Terms.All(t => done.Contains(t.Atom));

        void Take(StageKind kind, List<Atom> atoms)
        {
            stages.Add(new Stage(kind, atoms.Select(a => a.Id).ToList(), []));
            open.RemoveAll(atoms.Contains);
            done.UnionWith(atoms.Select(a => a.Id));
        }

        // What a group takes of another before the step may come from the same stage.
        void TakeStates()
        {
            var ready = waiting.ToList();
            while (ready.RemoveAll(g => !g.Inputs.All(input => input.Terms.All(t => done.Contains(t.Atom)
                || (program.Atoms[t.Atom] is BeforeAtom before && ready.Contains(groups[before.Component]))))) > 0)
            {
            }

            stages.Add(new Stage(StageKind.States, [], ready));
            waiting.RemoveAll(ready.Contains);
            foreach (var member in ready.SelectMany(g => g.Members))
            {
                done.Add(member.Before);
                if (member.After is { } after)
                    done.Add(after);
            }
        }
    }
}
