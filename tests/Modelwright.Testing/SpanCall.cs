using System.Reflection;
using System.Reflection.Emit;

namespace Modelwright.Testing;

/// <summary>Calls a method over spans as a program writes it, of a class that is known only at run time: reflection can't, and would allocate.</summary>
public static class SpanCall
{
    /// <summary>The call of a method with its target and what it takes, arrays for spans. It allocates nothing.</summary>
    public static Action<object[]> Of(MethodInfo method)
    {
        var call = new DynamicMethod(method.Name, null, [typeof(object[])], typeof(SpanCall).Module, skipVisibility: true);
        var code = call.GetILGenerator();
        Load(0);
        code.Emit(OpCodes.Castclass, method.DeclaringType!);
        foreach (var (i, parameter) in method.GetParameters().Index())
        {
            Load(i + 1);
            if (parameter.ParameterType.IsByRefLike)
            {
                var array = parameter.ParameterType.GetGenericArguments()[0].MakeArrayType();
                code.Emit(OpCodes.Castclass, array);
                code.Emit(OpCodes.Newobj, parameter.ParameterType.GetConstructor([array])!);
            }
            else
            {
                code.Emit(OpCodes.Unbox_Any, parameter.ParameterType);
            }
        }

        code.Emit(OpCodes.Callvirt, method);
        code.Emit(OpCodes.Ret);
        return call.CreateDelegate<Action<object[]>>();

        void Load(int index)
        {
            code.Emit(OpCodes.Ldarg_0);
            code.Emit(OpCodes.Ldc_I4, index);
            code.Emit(OpCodes.Ldelem_Ref);
        }
    }
}
